export const TABLE_STRINGS = {
  caption: 'Namespaces of this host',
  copy: 'table',
  copyButton: 'Copy as text',
  shown: (shown: number, total: number) => (shown === total ? `${total} namespaces` : `${shown} of ${total} namespaces`),
  container: 'container of the PID',
  pod: 'pod of the PID',
  emptyTitle: 'No namespace is left to show',
  emptyQuery: (query: string) => `The search for “${query}” leaves none of them over.`,
  emptyTypes: (types: string) => `These types are switched off: ${types}.`,
  emptyScan: 'The scan brought no namespace at all: the observer may not read any process.',
  clearQuery: 'Clear the search',
  showTypes: 'Show all types',
} as const;

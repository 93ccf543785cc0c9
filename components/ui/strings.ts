export const UI_STRINGS = {
  copy: (what: string) => `Copy ${what}`,
  copyOutcome: { idle: undefined, copied: 'Copied', refused: 'The browser refused; select the text' },
  all: (count: number) => `Show all ${count}`,
  retry: 'Try again',
  close: 'Close',
  brokenPanel: 'This panel met something it could not show',
  brokenPanelHint: 'The rest of the page goes on. The object may be odd, or this is a defect.',
  resize: (what: string) => `Resize ${what}`,
} as const;

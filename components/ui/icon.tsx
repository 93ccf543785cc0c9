/** Drawn on a grid of 16, one stroke; they take the colour of the text beside them. */
const PATHS = {
  search: 'M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10Zm3.7-1.3L14 14',
  copy: 'M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8Z',
  check: 'm3 8.5 3.2 3L13 4.5',
  close: 'm4 4 8 8m0-8-8 8',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5v1.2m0 10.6v1.2M1.5 8h1.2m10.6 0h1.2M3.4 3.4l.9.9m7.4 7.4.9.9m0-9.2-.9.9m-7.4 7.4-.9.9',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
  screen: 'M2 3h12v8H2Zm4 10.5h4M8 11v2.5',
  right: 'm6 3.5 4.5 4.5L6 12.5',
  down: 'm3.5 6 4.5 4.5L12.5 6',
  up: 'm3.5 10 4.5-4.5 4.5 4.5',
  pods: 'M8 1.8 13.5 5v6L8 14.2 2.5 11V5Zm0 6.2 5.5-3M8 8v6.2M8 8 2.5 5',
  namespaces: 'M8 5.5a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Zm-4.3 8.4a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Zm8.6 0a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM7.2 5.3l-2.6 5.4m4.2-5.4 2.6 5.4m-6 1.5h5.2',
  container: 'M2 5.5h12v7.5H2Zm1.5-2.5h9m-8 5v2.5m3.5-2.5v2.5m3.5-2.5v2.5',
  process: 'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 2v2m0 8v2M2 8h2m8 0h2M3.8 3.8l1.4 1.4m5.6 5.6 1.4 1.4m0-8.4-1.4 1.4m-5.6 5.6-1.4 1.4',
  network: 'M2 2.5h4.5V7H2Zm7.5 6.5H14v4.5H9.5ZM6.5 4.8h5.3V9M4.2 7v4.3h5.3',
  hierarchy: 'M5.5 2h5v3.5h-5ZM2 10.5h4V14H2Zm8 0h4V14h-4ZM8 5.5V8M4 10.5V8h8v2.5',
  table: 'M2 3h12v10H2Zm0 3.3h12M2 9.7h12M6.5 6.3V13',
  terminal: 'M2 3h12v10H2Zm2.5 3 2 2-2 2M8 10.2h3',
  play: 'M4.5 3v10l8-5Z',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M3.5 8h9',
  fit: 'M2.5 6V2.5H6m4 0h3.5V6m0 4v3.5H10m-4 0H2.5V10',
  near: 'M8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM2.5 5.5v-3h3m5 0h3v3m0 5v3h-3m-5 0h-3v-3',
  compare: 'M6 2.5H2.5v11H6m4-11h3.5v11H10M8 1.5v13',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5L13 6m0-3.5V6H9.5',
  warning: 'M8 2.2 14.3 13H1.7Zm0 4.3v3m0 1.7v.1',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.8v3.6M8 5v.1',
  keyboard: 'M1.8 4h12.4v8.2H1.8Zm2.4 2.6h.1m2.4 0h.1m2.5 0h.1m2.4 0h.1M5.5 9.6h5',
  lock: 'M4 7.5h8V13H4Zm1.7 0V5.2a2.3 2.3 0 0 1 4.6 0v2.3',
  command: 'M2 3h12v10H2Zm2.8 3.4L7 8.2 4.8 10M8.4 10h2.8',
  language: 'M2 3.5h7.5M5.7 2v1.5m2.1 0C7.4 6.4 5 8.6 2.3 9.6M3.6 3.5c.5 2.2 2.2 4.2 4.2 5.3M8 14l3-7.5L14 14m-5-2.4h4',
  paste: 'M5.5 3H3v11h10V3h-2.5M5.5 1.8h5v2.7h-5ZM5.5 7.5h5m-5 3h5',
  more: 'M3.4 8h.1m4.5 0h.1m4.4 0h.1',
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  record: 'M8 12.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4Z',
  file: 'M4 1.8h5L12.5 5v9.2H4ZM9 1.8V5h3.5',
  history: 'M2.6 8a5.4 5.4 0 1 0 1.7-3.9L2.6 5.6m0-3v3h3M8 5v3.2l2.2 1.4',
  step: 'M4 3.5v9L10 8Zm8 0v9',
  stepBack: 'M12 3.5v9L6 8Zm-8 0v9',
  flag: 'M4 14V2.5h8L10 5.5l2 3H4',
  pause: 'M5 3.5v9m6-9v9',
  stop: 'M4 4h8v8H4Z',
  smaller: 'm2 13 3.5-9L9 13M3.2 10h4.6M11 8.5h3.5',
  larger: 'm2 13 3.5-9L9 13M3.2 10h4.6M11 8.5h3.5m-1.75-1.75v3.5',
  picture: 'M2 3h12v10H2Zm0 8 3.5-3.5 2.5 2.5 2-2 4 3.5M10.8 6h.1',
  external: 'M7 3.5H3.5v9h9V9M9.5 3h3.5v3.5M13 3 7.8 8.2',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

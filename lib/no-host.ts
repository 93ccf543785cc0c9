/** The Snapshot that stands in for a host which has not come yet: the page is made ready with it, out of sight. */
import type { Snapshot } from './schema';

export const NO_HOST: Snapshot = {
  schema: 1,
  time: 0,
  host: { hostname: '', kernel: '', machine: '', bootId: '', bootTime: 0, ticksPerSecond: 100 },
  observer: { pid: 1, uid: 0, capabilities: '', namespaces: {} },
  completeness: { tier: 'proc', processes: 0, unreadable: 0, ended: 0, gaps: [] },
  processes: [],
  namespaces: [],
  containers: [],
  pods: [],
};

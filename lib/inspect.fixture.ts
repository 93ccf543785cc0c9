/** Builders for tests of what `inspect` tells of a process and of namespaces. */
import type { ScanProcessFacts } from './inspect-schema';

const NO_CAPABILITIES = '0000000000000000';

export function processFactsOf(facts: Partial<ScanProcessFacts> & Pick<ScanProcessFacts, 'pid' | 'startTime'>): ScanProcessFacts {
  return {
    schema: 1,
    uids: [0, 0, 0, 0],
    gids: [0, 0, 0, 0],
    groups: [],
    umask: 0o22,
    capabilities: { inheritable: NO_CAPABILITIES, permitted: NO_CAPABILITIES, effective: NO_CAPABILITIES, bounding: NO_CAPABILITIES, ambient: NO_CAPABILITIES },
    noNewPrivileges: false,
    seccomp: 'disabled',
    seccompFilters: 0,
    lsmLabel: null,
    oomScoreAdjust: 0,
    nice: 0,
    memory: null,
    cpu: { userTicks: 0, systemTicks: 0 },
    contextSwitches: null,
    exe: null,
    cwd: null,
    root: null,
    limits: [],
    descriptors: null,
    namespaceDescriptors: [],
    cgroups: [],
    unread: [],
    ...facts,
  };
}

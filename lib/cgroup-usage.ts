/** Limits and usage of a control group in words of both versions: cgroups(7), and cgroup-v2 and v1 of the kernel's documentation. */
import type { CgroupRow } from './inspect-schema';
import { plainText } from './text';

/** Of one resource; what no file tells is null. */
export interface CgroupUsage {
  readonly cpu: {
    readonly usedSeconds: number | null;
    /** How many processors it may use at a time; null: no limit of its own. */
    readonly limit: number | null;
    /** cpu.weight (1 to 10000, 100 is usual) or cpu.shares (1024 is usual). */
    readonly weight: number | null;
    readonly shares: number | null;
    readonly throttledSeconds: number | null;
    readonly cpus: string | null;
  } | null;
  readonly memory: Amount | null;
  readonly swap: Amount | null;
  readonly pids: Amount | null;
  /** How often the out-of-memory killer chose one of it. */
  readonly killed: number | null;
  readonly frozen: boolean | null;
}

/** Bytes, or processes. `limit` null: none of its own; groups above it may have one. */
export interface Amount {
  readonly used: number | null;
  readonly peak: number | null;
  readonly limit: number | null;
}

/** v1 says so when there is no limit: the largest multiple of a page in a signed long. */
const V1_UNLIMITED = 2n ** 63n - 65_536n;

export function cgroupUsage(rows: readonly CgroupRow[]): CgroupUsage {
  const files = new Map(rows.flatMap(({ files: own }) => own.map(({ file, value }) => [file, plainText(value).trim()] as const)));
  return { cpu: cpuOf(files), memory: memoryOf(files), swap: swapOf(files), pids: pidsOf(files), killed: killedOf(files), frozen: frozenOf(files) };
}

type Files = ReadonlyMap<string, string>;

function cpuOf(files: Files): CgroupUsage['cpu'] {
  const stat = fields(files.get('cpu.stat'));
  const nanoseconds = numberOf(files.get('cpuacct.usage'));
  const microseconds = stat.get('usage_usec') ?? null;
  const cpu = {
    usedSeconds: microseconds !== null ? microseconds / 1e6 : nanoseconds === null ? null : nanoseconds / 1e9,
    limit: cpuLimit(files),
    weight: numberOf(files.get('cpu.weight')),
    shares: numberOf(files.get('cpu.shares')),
    throttledSeconds: throttled(stat),
    cpus: files.get('cpuset.cpus.effective') ?? files.get('cpuset.cpus') ?? null,
  };
  return Object.values(cpu).every((value) => value === null) ? null : cpu;
}

function cpuLimit(files: Files): number | null {
  const [quota, period] = (files.get('cpu.max') ?? `${files.get('cpu.cfs_quota_us') ?? ''} ${files.get('cpu.cfs_period_us') ?? ''}`).split(' ').map(numberOf);
  return quota == null || period == null || quota <= 0 || period === 0 ? null : quota / period;
}

function throttled(stat: ReadonlyMap<string, number>): number | null {
  const microseconds = stat.get('throttled_usec');
  if (microseconds !== undefined) return microseconds / 1e6;
  const nanoseconds = stat.get('throttled_time');
  return nanoseconds === undefined ? null : nanoseconds / 1e9;
}

function memoryOf(files: Files): Amount | null {
  return (
    amountOf(files, { used: 'memory.current', peak: 'memory.peak', limit: 'memory.max' }) ??
    amountOf(files, { used: 'memory.usage_in_bytes', peak: 'memory.max_usage_in_bytes', limit: 'memory.limit_in_bytes' })
  );
}

/** v1 counts memory and swap together, so its swap is what is beyond memory. */
function swapOf(files: Files): Amount | null {
  const own = amountOf(files, { used: 'memory.swap.current', peak: 'memory.swap.peak', limit: 'memory.swap.max' });
  const together = amountOf(files, { used: 'memory.memsw.usage_in_bytes', peak: '', limit: 'memory.memsw.limit_in_bytes' });
  const memory = memoryOf(files);
  if (own !== null || together === null || memory === null) return own;
  return { used: difference(together.used, memory.used), peak: null, limit: difference(together.limit, memory.limit) };
}

function difference(all: number | null, part: number | null): number | null {
  return all === null || part === null ? null : Math.max(0, all - part);
}

function pidsOf(files: Files): Amount | null {
  return amountOf(files, { used: 'pids.current', peak: 'pids.peak', limit: 'pids.max' });
}

function amountOf(files: Files, names: Readonly<Record<keyof Amount, string>>): Amount | null {
  if (!files.has(names.used) && !files.has(names.limit)) return null;
  return { used: numberOf(files.get(names.used)), peak: numberOf(files.get(names.peak)), limit: numberOf(files.get(names.limit)) };
}

function killedOf(files: Files): number | null {
  return fields(files.get('memory.events')).get('oom_kill') ?? fields(files.get('memory.oom_control')).get('oom_kill') ?? null;
}

function frozenOf(files: Files): boolean | null {
  const state = files.get('freezer.state');
  const frozen = fields(files.get('cgroup.events')).get('frozen');
  if (state === undefined && frozen === undefined) return null;
  return state === 'FROZEN' || state === 'FREEZING' || frozen === 1;
}

/** `name value` lines. */
function fields(value: string | undefined): ReadonlyMap<string, number> {
  const rows = (value ?? '').split('\n').map((line) => line.split(' '));
  return new Map(rows.flatMap(([name = '', text]) => {
    const number = numberOf(text);
    return number === null ? [] : [[name, number] as const];
  }));
}

/** Null also for `max` and for v1's word for no limit. */
function numberOf(value: string | undefined): number | null {
  if (value === undefined || !/^-?\d+$/.test(value)) return null;
  return BigInt(value) >= V1_UNLIMITED ? null : Number(value);
}

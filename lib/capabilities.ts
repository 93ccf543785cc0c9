/** Capability sets: capabilities(7). */

/** By their numbers in linux/capability.h. */
const NAMES = [
  'chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'setpcap', 'linux_immutable', 'net_bind_service',
  'net_broadcast', 'net_admin', 'net_raw', 'ipc_lock', 'ipc_owner', 'sys_module', 'sys_rawio', 'sys_chroot', 'sys_ptrace', 'sys_pacct', 'sys_admin',
  'sys_boot', 'sys_nice', 'sys_resource', 'sys_time', 'sys_tty_config', 'mknod', 'lease', 'audit_write', 'audit_control', 'setfcap', 'mac_override',
  'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read', 'perfmon', 'bpf', 'checkpoint_restore',
] as const;
const ALL = (1n << BigInt(NAMES.length)) - 1n;

/** `cap_net_admin` …, in the kernel's order. A bit without a name yet is `cap_41`. `set` is hexadecimal, as proc_pid_status(5) has it. */
export function capabilityNames(set: string): readonly string[] {
  const names: string[] = [];
  for (let left = BigInt(`0x${set}`), bit = 0; left > 0n; left >>= 1n, bit += 1) {
    if ((left & 1n) === 1n) names.push(`cap_${NAMES[bit] ?? bit}`);
  }
  return names;
}

export interface CapabilitySummary {
  readonly kind: 'none' | 'all' | 'some';
  readonly names: readonly string[];
  /** Those of the known ones that are not in it. */
  readonly missing: readonly string[];
}

export function summarizeCapabilities(set: string): CapabilitySummary {
  const bits = BigInt(`0x${set}`);
  const missing = capabilityNames((ALL & ~bits).toString(16));
  return { kind: bits === 0n ? 'none' : missing.length === 0 ? 'all' : 'some', names: capabilityNames(set), missing };
}

/** The terms that are explained, each with the page of the manual that says more; null where the term is ours. */
export const MAN_BY_TERM = {
  cgroup: 'cgroup_namespaces(7)', ipc: 'ipc_namespaces(7)', mnt: 'mount_namespaces(7)', net: 'network_namespaces(7)',
  pid: 'pid_namespaces(7)', time: 'time_namespaces(7)', user: 'user_namespaces(7)', uts: 'uts_namespaces(7)',
  veth: 'veth(4)', bridge: 'bridge(8)', macvlan: 'ip-link(8)', vlan: 'ip-link(8)', tunnel: 'ip-tunnel(8)', bond: 'ip-link(8)', vrf: 'ip-vrf(8)', other: 'ip-link(8)',
  NS: 'lsns(8)', TYPE: 'namespaces(7)', PATH: 'lsns(8)', NPROCS: 'lsns(8)', PID: 'lsns(8)', PPID: 'proc_pid_stat(5)', COMMAND: 'proc_pid_cmdline(5)', UID: 'credentials(7)', USER: 'passwd(5)',
  NETNSID: 'ip-netns(8)', NSFS: 'lsns(8)', PNS: 'ioctl_ns(2)', ONS: 'ioctl_ns(2)', ID: 'ioctl_ns(2)', HELDBY: 'namespaces(7)', CONTAINER: 'cgroups(7)', POD: null,
  addresses: 'ip-address(8)', wayOut: 'ip-route(8)', namespaces: 'namespaces(7)', alive: 'namespaces(7)', identity: 'ioctl_ns(2)', idMap: 'user_namespaces(7)', capabilities: 'capabilities(7)',
  limits: 'cgroups(7)', mounts: 'proc_pid_mountinfo(5)', clocks: 'time_namespaces(7)', seenInside: 'pid_namespaces(7)', names: 'uts_namespaces(7)', forwards: 'nft(8)', observer: 'capabilities(7)', rights: 'credentials(7)',
} as const satisfies Readonly<Record<string, string | null>>;

export type TermName = keyof typeof MAN_BY_TERM;

/** The table is called by its columns: one of them that is not explained here is none of ours. */
export function isTerm(name: string): name is TermName {
  return name in MAN_BY_TERM;
}

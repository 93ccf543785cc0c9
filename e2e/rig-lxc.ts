/** Real LXC, offline: a container on a bridge of our own, in the usual place. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRoot } from './rig-image';
import { groupsNamed, pidsInGroup, removeGroups, removeLink, removeTree, thawGroups } from './rig-leavings';
import { abandoned, guestName } from './rig-names';
import { run, until } from './run';
import { endProcess } from './sandbox';

const HOME = '/var/lib/lxc';
const BRIDGE = 'nsatlaslxc0';
/** Of the benchmarking networks, which nobody's network has. */
const BRIDGE_ADDRESS = '198.18.7.1/24';
const ADDRESSES = ['198.18.7.9/24', '2001:db8:9::9/64'];

export class LxcRig {
  readonly name = guestName('lxc');

  /** Takes away what an interrupted run left, and starts a container that runs this script. */
  static async up(script: string): Promise<LxcRig> {
    const rig = new LxcRig();
    await rig.down();
    await run(['ip', 'link', 'add', BRIDGE, 'type', 'bridge']);
    await run(['ip', 'address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE]);
    await run(['ip', 'link', 'set', BRIDGE, 'up']);
    await makeRoot(join(HOME, rig.name, 'rootfs'));
    writeFileSync(join(HOME, rig.name, 'rootfs/start'), script);
    writeFileSync(join(HOME, rig.name, 'config'), settings(rig.name));
    await run(['lxc-start', '--name', rig.name]);
    await run(['lxc-wait', '--name', rig.name, '--state', 'RUNNING', '--timeout', '60']);
    return rig;
  }

  async down(): Promise<void> {
    mkdirSync(HOME, { recursive: true });
    for (const name of abandoned(readdirSync(HOME))) await removeContainer(name);
    await removeLink(BRIDGE);
  }

  /** The host's pid of its first process. */
  async pid(): Promise<number> {
    return Number(await run(['lxc-info', '--name', this.name, '--pid', '--no-humanize']));
  }

  /** Its addresses as lxc-info(1) prints them, sorted. */
  async addresses(): Promise<string[]> {
    return (await run(['lxc-info', '--name', this.name, '--ips', '--no-humanize'])).split('\n').filter((line) => line !== '').sort();
  }

  /** LXC has no list of processes; its control group is one. */
  processes(): number[] {
    return pidsInGroup(groupsNamed(`lxc.payload.${this.name}`)[0] ?? '');
  }
}

function settings(name: string): string {
  return [
    `lxc.uts.name = ${name}`, `lxc.rootfs.path = dir:${HOME}/${name}/rootfs`, 'lxc.init.cmd = /bin/sh /start',
    'lxc.apparmor.profile = unconfined', 'lxc.mount.auto = proc:mixed sys:ro', 'lxc.console.path = none', 'lxc.tty.max = 0',
    'lxc.net.0.type = veth', `lxc.net.0.link = ${BRIDGE}`, 'lxc.net.0.flags = up', 'lxc.net.0.name = eth0',
    `lxc.net.0.ipv4.address = ${ADDRESSES[0]}`, `lxc.net.0.ipv6.address = ${ADDRESSES[1]}`, '',
  ].join('\n');
}

async function removeContainer(name: string): Promise<void> {
  const payload = `lxc.payload.${name}`;
  thawGroups(payload);
  const members = groupsNamed(payload).flatMap(pidsInGroup);
  for (const pid of new Set(members)) await endProcess(pid);
  // The monitor ends when its container has.
  const monitor = `lxc.monitor.${name}`;
  await until(`the monitor of ${name} ended`, () => groupsNamed(monitor).flatMap(pidsInGroup).length === 0);
  for (const group of [payload, monitor, 'lxc.pivot']) removeGroups(group);
  if (existsSync(join(HOME, name))) await removeTree(join(HOME, name));
}

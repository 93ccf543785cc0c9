import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { step, say } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { run, runOrRefuse } from './run.mjs';

/**
 * A Debian package, and a file that is there when what we need of it is: a program in PATH, or a path; any one of several.
 * Asking for the file, not for the package, also works where programs came another way.
 * @typedef {{ name: string, proof: string | readonly string[] }} SystemPackage
 */

/** @type {readonly SystemPackage[]} */
export const BUILD_PACKAGES = [
  { name: 'gcc', proof: 'gcc' },
  { name: 'make', proof: 'make' },
  { name: 'libc6-dev', proof: '/usr/include/stdio.h' },
  { name: 'linux-libc-dev', proof: '/usr/include/linux/rtnetlink.h' },
  { name: 'libmnl-dev', proof: '/usr/include/libmnl/libmnl.h' },
  { name: 'libjansson-dev', proof: '/usr/include/jansson.h' },
  { name: 'libseccomp-dev', proof: '/usr/include/seccomp.h' },
  { name: 'libpam0g-dev', proof: '/usr/include/security/pam_appl.h' },
  { name: 'musl-tools', proof: 'musl-gcc' },
  { name: 'util-linux', proof: 'setpriv' },
];

/**
 * What the BPF iterators are built with. Wanted, not needed: without them the helper reads /proc alone, and says so.
 * The names of clang are those that native/Makefile tries.
 * @type {readonly SystemPackage[]}
 */
export const WANTED_PACKAGES = [
  { name: 'clang', proof: ['clang', ...[19, 18, 17, 16, 15, 14, 13].map((version) => `clang-${version}`)] },
  { name: 'bpftool', proof: 'bpftool' },
  { name: 'libbpf-dev', proof: '/usr/include/bpf/libbpf.h' },
];

/** @type {readonly SystemPackage[]} */
export const TEST_PACKAGES = [
  // First, so that apt never picks the D-Bus session daemon of systemd for chromium.
  { name: 'dbus-x11', proof: 'dbus-launch' },
  { name: 'chromium', proof: '/usr/bin/chromium' },
  { name: 'fonts-dejavu-core', proof: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
  { name: 'iproute2', proof: 'ip' },
  { name: 'podman', proof: 'podman' },
  { name: 'runc', proof: 'runc' },
  { name: 'conmon', proof: 'conmon' },
  { name: 'netavark', proof: '/usr/lib/podman/netavark' },
  { name: 'aardvark-dns', proof: '/usr/lib/podman/aardvark-dns' },
  { name: 'catatonit', proof: 'catatonit' },
  { name: 'iptables', proof: 'iptables' },
  { name: 'busybox-static', proof: '/var/lib/dpkg/info/busybox-static.list' },
  { name: 'uidmap', proof: 'newuidmap' },
  { name: 'slirp4netns', proof: 'slirp4netns' },
  { name: 'crun', proof: 'crun' },
  // By their paths: other clients of the same names may come first in PATH.
  { name: 'docker.io', proof: '/usr/sbin/dockerd' },
  { name: 'containerd', proof: '/usr/bin/ctr' },
  { name: 'containernetworking-plugins', proof: '/usr/lib/cni/bridge' },
  { name: 'lxc', proof: 'lxc-start' },
  { name: 'bubblewrap', proof: 'bwrap' },
  { name: 'nftables', proof: 'nft' },
  { name: 'passwd', proof: 'useradd' },
  { name: 'strace', proof: 'strace' },
  { name: 'curl', proof: 'curl' },
];

/** libFuzzer, for the clang that native/Makefile fuzzes with. @type {readonly SystemPackage[]} */
export const FUZZ_PACKAGES = [
  { name: 'clang-14', proof: 'clang-14' },
  { name: 'libclang-rt-14-dev', proof: '/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a' },
];

const ADMIN_PATH = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const POLICY = '/usr/sbin/policy-rc.d';
const NO_SERVICES = '#!/bin/sh\nexit 101\n';

/** @param {readonly SystemPackage[]} wanted */
export function missingPackages(wanted) {
  return wanted.filter(({ proof }) => ![proof].flat().some(isThere)).map(({ name }) => name);
}

/**
 * As root installs what is missing, in one command; else refuses with the line to run.
 * @param {readonly SystemPackage[]} wanted
 * @param {{ install: boolean }} options
 */
export async function ensureSystemPackages(wanted, { install }) {
  const missing = missingPackages(wanted);
  if (missing.length === 0) return;
  const command = installCommand(missing);
  if (!install || process.getuid?.() !== 0) throw new Refusal(`system packages are missing; run: sudo ${command.join(' ')}`);
  if (!isThere('apt-get')) throw new Refusal(`system packages are missing, and there is no apt-get to get them: ${missing.join(' ')}`);
  say(`installing system packages: ${missing.join(' ')}`);
  await withoutServices(() => step('apt-get install', () => installNow(command)));
  const still = missingPackages(wanted);
  if (still.length > 0) throw new Refusal(`apt-get ended well, but these are still not there: ${still.join(' ')}`);
}

/**
 * The same for what can be done without: as root it is tried once, and whatever comes of it, we go on.
 * @param {readonly SystemPackage[]} wanted
 * @param {{ install: boolean, without: string }} options without: what is missed then, in words
 */
export async function tryToInstall(wanted, { install, without }) {
  if (!install || process.getuid?.() !== 0 || missingPackages(wanted).length === 0) return;
  try {
    await ensureSystemPackages(wanted, { install });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(`${error.message}; going on without ${without}`);
  }
}

/**
 * A trailing minus keeps a package out: chromium asks for a D-Bus launcher, and without this word apt may take the
 * one that wants systemd. dbus-x11 comes first in TEST_PACKAGES for the same reason.
 * @param {readonly string[]} names
 */
export function installCommand(names) {
  const keptOut = names.some((name) => name === 'chromium' || name === 'podman') ? ['dbus-user-session-'] : [];
  return ['apt-get', 'install', '-y', '--no-install-recommends', ...names, ...keptOut];
}

/** @param {readonly string[]} command */
async function installNow(command) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // Package lists may be absent or stale: only then are they fetched.
  const first = await run(command, { env });
  if (first.code === 0) return;
  await runOrRefuse('fetching the package lists', ['apt-get', 'update'], { env });
  await runOrRefuse('installing system packages', command, { env });
}

/**
 * Nothing that is installed here is meant to start a service. A policy that the machine already has is left as it is.
 * @param {() => Promise<void>} work
 */
async function withoutServices(work) {
  if (existsSync(POLICY)) return work();
  writeFileSync(POLICY, NO_SERVICES, { mode: 0o755, flag: 'wx' });
  try {
    await work();
  } finally {
    rmSync(POLICY);
  }
}

/** @param {string} proof a program's name, or an absolute path */
function isThere(proof) {
  if (proof.startsWith('/')) return existsSync(proof);
  return [...(process.env.PATH ?? '').split(delimiter), ...ADMIN_PATH].some((folder) => existsSync(join(folder, proof)));
}

/** The image that all runtimes load: one docker-archive, made offline from what the host has. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { guestFile, RUN } from './rig-names';
import { run } from './run';

/** Its name holds a registry, so that no runtime adds one. It has busybox and the real ip(8). */
export const GUEST_IMAGE = `localhost/nsatlas-guest:${RUN}`;
/** The same files; what it runs keeps the namespaces of a pod. */
export const PAUSE_IMAGE = `localhost/nsatlas-pause:${RUN}`;
export const GUEST_ARCHIVE = guestFile('guest.tar');

const BUSYBOX = '/usr/bin/busybox';
const APPLETS = ['sh', 'sleep', 'ps', 'hostname', 'cat', 'mount', 'ls', 'id', 'env', 'true', 'setsid', 'nohup'];
/** Static; with -P it does nothing, for ever. */
export const PAUSE = '/usr/bin/catatonit';

/** Static busybox, the host's real ip(8) with its libraries, and a pause program: a root file system as people have them. */
export async function makeRoot(root: string): Promise<void> {
  for (const folder of ['bin', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp', 'root']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  copyFileSync(BUSYBOX, join(root, 'bin/busybox'));
  copyFileSync(PAUSE, join(root, 'pause'));
  for (const applet of APPLETS) symlinkSync('busybox', join(root, 'bin', applet));
  const ip = realpathSync((await run(['which', 'ip'])).trim());
  const libraries = [...(await run(['ldd', ip])).matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  copyFileSync(ip, join(root, 'bin/ip'));
  for (const library of libraries) {
    mkdirSync(dirname(join(root, library)), { recursive: true });
    copyFileSync(realpathSync(library), join(root, library));
  }
}

/** The archive of both images, made once in a run. */
export async function guestArchive(): Promise<string> {
  if (existsSync(GUEST_ARCHIVE)) return GUEST_ARCHIVE;
  const folder = mkdtempSync(join(tmpdir(), 'nsatlas-image-'));
  try {
    await makeRoot(join(folder, 'root'));
    await run(['tar', '-C', join(folder, 'root'), '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '-cf', join(folder, 'layer.tar'), '.']);
    const parts = describeImages(folder);
    await run(['tar', '-C', folder, '-cf', `${GUEST_ARCHIVE}.part`, ...parts]);
    renameSync(`${GUEST_ARCHIVE}.part`, GUEST_ARCHIVE);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return GUEST_ARCHIVE;
}

const LAYER = 'layer.tar';
const EPOCH = '1970-01-01T00:00:00Z';
const CONFIGS = [
  { image: GUEST_IMAGE, config: { Env: ['PATH=/bin'], Cmd: ['sleep', '900'] } },
  { image: PAUSE_IMAGE, config: { Entrypoint: ['/pause', '-P'] } },
];

/** Writes manifest and configurations beside the layer. Gives the names of all files of the archive. */
function describeImages(folder: string): string[] {
  const layerId = `sha256:${digestOf(readFileSync(join(folder, LAYER)))}`;
  const manifest = CONFIGS.map(({ image, config }) => {
    const text = JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch, os: 'linux', created: EPOCH, config,
      rootfs: { type: 'layers', diff_ids: [layerId] }, history: [{ created: EPOCH }],
    });
    const name = `${digestOf(text)}.json`;
    writeFileSync(join(folder, name), text);
    return { Config: name, RepoTags: [image], Layers: [LAYER] };
  });
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return ['manifest.json', LAYER, ...manifest.map(({ Config }) => Config)];
}

function digestOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

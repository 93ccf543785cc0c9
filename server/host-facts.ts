/** The machine, from systeminformation: never its processes, for which it would start ps(1). */
import { hostname, loadavg, uptime } from 'node:os';
import si from 'systeminformation';
import type { HostFacts } from '@/lib/door-schema';

/** What does not change while the machine runs. */
type Hardware = Pick<HostFacts, 'os' | 'kernel' | 'architecture' | 'cpu' | 'cores' | 'virtualization'>;

const KEPT_MS = 2000;

export class HostFactsCache {
  #hardware: Promise<Hardware> | null = null;
  #facts: Promise<HostFacts> | null = null;
  #readAt = 0;

  /** At most two seconds old. */
  read(): Promise<HostFacts> {
    const now = performance.now();
    if (this.#facts === null || now - this.#readAt > KEPT_MS) {
      this.#readAt = now;
      this.#facts = this.#readNow();
    }
    return this.#facts;
  }

  async #readNow(): Promise<HostFacts> {
    this.#hardware ??= readHardware();
    const [hardware, { total, available }] = await Promise.all([this.#hardware, si.mem()]);
    return { ...hardware, hostname: hostname(), memoryTotal: total, memoryUsed: total - available, load: loadavg()[0] ?? 0, uptime: uptime() };
  }
}

async function readHardware(): Promise<Hardware> {
  const [os, cpu, system] = await Promise.all([si.osInfo(), si.cpu(), si.system()]);
  return {
    os: `${os.distro} ${os.release}`.trim(),
    kernel: os.kernel,
    architecture: os.arch,
    cpu: `${cpu.manufacturer} ${cpu.brand}`.trim(),
    cores: cpu.cores,
    virtualization: system.virtual ? nameOr(system.virtualHost, 'of an unknown kind') : null,
  };
}

function nameOr(name: string | undefined, unknown: string): string {
  return name === undefined || name.trim() === '' ? unknown : name.trim();
}

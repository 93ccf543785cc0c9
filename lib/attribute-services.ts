/** Services of systemd whose main process has namespaces of its own, as PrivateTmp= and its like make: known by the unit in the cgroup. */
import { pathOf, unescapeUnit } from './attribute-cgroup';
import type { Clue } from './attribute-clues';
import { oldestOf } from './attribute-keys';
import type { Group } from './attribute-members';
import { byStanding } from './first-process';
import { NAMESPACE_TYPES, type NamespaceType, type ScanProcess } from './schema';
import { plainText, type Text } from './text';

interface Unit {
  readonly name: string;
  /** Path of its cgroup. */
  readonly path: string;
}

interface Company {
  readonly unit: Unit;
  readonly base: Group | null;
  readonly members: ScanProcess[];
}

/** By pid. Processes of containers count in the services of those; what is in a sandbox, or looks after something, is in no service. */
export function findServices(clues: readonly Clue[], groupOf: ReadonlyMap<number, Group>, home: ReadonlyMap<NamespaceType, number>): ReadonlyMap<number, Group> {
  const readUnit = unitReader();
  const companies = new Map<string, Company>();
  for (const { process, monitor } of clues) {
    const base = groupOf.get(process.pid) ?? null;
    if (process.kernelThread || monitor !== null || (base !== null && base.kind !== 'container')) continue;
    const unit = readUnit(process.cgroup);
    if (unit === null) continue;
    const name = `${base?.name ?? ''} > systemd:${unit.path}`;
    const company = companies.get(name) ?? { unit, base, members: [] };
    companies.set(name, company);
    company.members.push(process);
  }
  return servicesOf(companies, oldestOf(clues, groupOf), home);
}

function servicesOf(companies: ReadonlyMap<string, Company>, firstOf: ReadonlyMap<Group, ScanProcess>, home: ReadonlyMap<NamespaceType, number>): ReadonlyMap<number, Group> {
  const services = new Map<number, Group>();
  for (const [name, { unit, base, members }] of companies) {
    const main = members.reduce((oldest, member) => (byStanding(member, oldest) < 0 ? member : oldest));
    const around = base === null ? null : firstOf.get(base);
    const apart = NAMESPACE_TYPES.find((type) => isApart(main.namespaces[type], around === null ? home.get(type) : around?.namespaces[type]));
    if (apart === undefined) continue;
    const group: Group = { kind: 'service', runtime: 'systemd', id: unit.name, outer: base, name, evidence: `cgroup ${unit.path}, and a ${apart} namespace of its own` };
    for (const { pid } of members) services.set(pid, group);
  }
  return services;
}

function isApart(own: number | undefined, around: number | undefined): boolean {
  return own !== undefined && around !== undefined && own !== around;
}

/** Most processes of a host share a few cgroups, and the lines of one mostly have the same path. */
function unitReader(): (lines: readonly Text[]) => Unit | null {
  const known = new Map<string, Unit | null>();
  return (lines) => {
    let best: Unit | null = null;
    let last = '';
    for (const line of lines) {
      const path = pathOf(plainText(line));
      if (path === last) continue;
      last = path;
      const before = known.get(path);
      const unit = before === undefined ? readUnit(path) : before;
      known.set(path, unit);
      if (unit !== null && unit.path.length > (best?.path.length ?? 0)) best = unit;
    }
    return best;
  };
}

const UNIT = /\.(?:service|scope)$/;
const MANAGER = /^user@\d+\.service$/;

/**
 * The deepest unit, if it is a service below a slice, or of a user's manager. A scope in a service is another unit:
 * who started what is in it is no service.
 */
function readUnit(path: string): Unit | null {
  const parts = path.split('/');
  const depth = parts.map((part) => UNIT.test(part)).lastIndexOf(true);
  const [name = '', above = ''] = [parts[depth], parts[depth - 1]];
  if (!name.endsWith('.service') || MANAGER.test(name) || !(above.endsWith('.slice') || MANAGER.test(above))) return null;
  const manager = parts.slice(0, depth).reverse().find((part) => MANAGER.test(part));
  return { name: unescapeUnit(manager === undefined ? name : `${manager}/${name}`), path: parts.slice(0, depth + 1).join('/') };
}

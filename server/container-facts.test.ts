import { describe, expect, it } from 'vitest';
import type { WantedFacts } from '@/lib/attribute-wanted';
import { runtimeKey } from '@/lib/identity';
import type { ContainerFacts } from '@/lib/schema';
import { containerFactsOf } from '@/lib/snapshot.fixture';
import { ContainerFactsCache } from './container-facts';
import { HelperError } from './helper-error';

const podman = (id: string): WantedFacts => ({ key: runtimeKey('podman', id), runtime: 'podman', id });
const named = ({ runtime, id }: WantedFacts): ContainerFacts => containerFactsOf({ runtime, id, name: `name of ${id}`, evidence: 'a file' });
const silent = ({ runtime, id }: WantedFacts): ContainerFacts => containerFactsOf({ runtime, id });

/** A cache, and all that its helper was asked. */
function cacheThat(answer: (name: WantedFacts) => ContainerFacts): { cache: ContainerFactsCache; asked: string[][] } {
  const asked: string[][] = [];
  const cache = new ContainerFactsCache((names) => {
    asked.push(names.map(({ id }) => id));
    return Promise.resolve(names.map(answer));
  });
  return { cache, asked };
}

describe('facts of containers', () => {
  it('are asked for once while the container is there', async () => {
    const { cache, asked } = cacheThat(named);
    await cache.learn([podman('a'), podman('b')]);
    const { facts } = await cache.learn([podman('a'), podman('b'), podman('c')]);
    expect(asked).toEqual([['a', 'b'], ['c']]);
    expect(Array.from(facts.values(), ({ name }) => name)).toEqual(['name of a', 'name of b', 'name of c']);
  });

  it('are forgotten with the container', async () => {
    const { cache, asked } = cacheThat(named);
    await cache.learn([podman('a')]);
    expect((await cache.learn([])).facts.size).toBe(0);
    await cache.learn([podman('a')]);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('keep apart what has one id in two runtimes', async () => {
    const { cache, asked } = cacheThat(named);
    const { facts } = await cache.learn([podman('a'), { key: 'docker:a', runtime: 'docker', id: 'a' }]);
    expect(asked).toEqual([['a', 'a']]);
    expect([...facts.keys()]).toEqual(['podman:a', 'docker:a']);
  });

  it('are asked for again when the files were silent, with growing pauses, and not for ever', async () => {
    const { cache, asked } = cacheThat(silent);
    const looks: number[] = [];
    for (let look = 0; look < 1000; look += 1) {
      const before = asked.length;
      await cache.learn([podman('a')]);
      if (asked.length > before) looks.push(look);
    }
    expect(looks).toEqual([0, 1, 3, 7, 15, 31, 63, 127]);
  });

  it('are looked for through the monitor when the usual place was empty', async () => {
    const asked: WantedFacts['engine'][] = [];
    const cache = new ContainerFactsCache((names) => {
      asked.push(...names.map(({ engine }) => engine));
      return Promise.resolve(names.map(silent));
    });
    const monitor = { pid: 10, startTime: 5 };
    await cache.learn([{ ...podman('a'), monitor }]);
    await cache.learn([{ ...podman('a'), monitor }]);
    expect(asked).toEqual([undefined, monitor]);
  });

  it('come late when the file comes late', async () => {
    let answer = silent;
    const { cache } = cacheThat((name) => answer(name));
    await cache.learn([podman('a')]);
    answer = named;
    expect((await cache.learn([podman('a')])).facts.get('podman:a')?.name).toBe('name of a');
  });

  it('are asked for in requests of 256', async () => {
    const { cache, asked } = cacheThat(named);
    const { facts } = await cache.learn(Array.from({ length: 600 }, (_, at) => podman(`c${at}`)));
    expect(asked.map(({ length }) => length)).toEqual([256, 256, 88]);
    expect(facts.size).toBe(600);
  });

  it('that could not be asked for leave those known before as they are, and say why', async () => {
    const refusal = new HelperError('late', 'Not in time.');
    let isLate = false;
    const cache = new ContainerFactsCache((names) => (isLate ? Promise.reject(refusal) : Promise.resolve(names.map(named))));
    await cache.learn([podman('a')]);
    isLate = true;
    const learnt = await cache.learn([podman('a'), podman('b')]);
    expect([...learnt.facts.keys()]).toEqual(['podman:a']);
    expect(learnt.trouble).toBe(refusal);
    isLate = false;
    expect((await cache.learn([podman('a'), podman('b')])).facts.size).toBe(2);
  });
});

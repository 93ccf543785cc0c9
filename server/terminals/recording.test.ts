import { describe, expect, it } from 'vitest';
import { Recording, RecordingRoom } from './recording';

const SIZE = { columns: 80, rows: 24 };
let now = 5000;
const clock = (): number => now;

function record(more: { room?: RecordingRoom; limitBytes?: number } = {}): Recording {
  now = 5000;
  return new Recording({ room: new RecordingRoom(), title: 'shop', size: SIZE, since: 1_504_467_315_900, clock, ...more });
}

const linesOf = (recording: Recording): unknown[] => recording.bytes().toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);

describe('a recording', () => {
  it('begins with a header, and says what was shown when, and in which size', () => {
    const recording = record();
    now += 248.8484;
    recording.output(Buffer.from('\u001b[1mHello\r\n'));
    now += 1000;
    recording.resize({ columns: 100, rows: 30 });
    recording.resize({ columns: 100, rows: 30 });
    recording.output(Buffer.from('ü'));
    expect(linesOf(recording)).toEqual([
      { version: 2, width: 80, height: 24, timestamp: 1_504_467_315, title: 'shop', env: { TERM: 'xterm-256color' } },
      [0.248848, 'o', '\u001b[1mHello\r\n'], [1.248848, 'r', '100x30'], [1.248848, 'o', 'ü'],
    ]);
  });

  it('keeps characters whole, however their bytes arrive', () => {
    const recording = record();
    for (const byte of Buffer.from('€𝄞')) recording.output(Uint8Array.of(byte));
    recording.output(Uint8Array.of(0xff));
    expect(linesOf(recording).slice(1)).toEqual([[0, 'o', '€'], [0, 'o', '𝄞'], [0, 'o', '\ufffd']]);
  });

  it('can be stopped and goes on, in the size of then', () => {
    const recording = record();
    recording.output(Buffer.from('a'));
    recording.stop();
    recording.output(Buffer.from('secret'));
    recording.resize({ columns: 90, rows: 20 });
    expect([recording.isOn, recording.isFull]).toEqual([false, false]);
    now += 2000;
    recording.goOn();
    recording.output(Buffer.from('b'));
    expect(linesOf(recording).slice(1)).toEqual([[0, 'o', 'a'], [2, 'r', '90x20'], [2, 'o', 'b']]);
  });

  it('ends when it has no room, and says so', () => {
    const recording = record({ limitBytes: 2048 });
    for (let round = 0; round < 100; round += 1) recording.output(Buffer.from('x'.repeat(100)));
    expect(recording.bytes().length).toBeLessThanOrEqual(2048);
    expect([recording.isOn, recording.isFull, linesOf(recording).at(-1)]).toEqual([false, true, [0, 'm', expect.stringContaining('no room') as string]]);
    recording.goOn();
    recording.stop();
    expect(recording.isOn).toBe(false);
  });

  it('shares its room with the others, and gives it back', () => {
    const room = new RecordingRoom(4096);
    const [one, two] = [record({ room }), record({ room })];
    one.output(Buffer.from('x'.repeat(3000)));
    two.output(Buffer.from('y'.repeat(3000)));
    expect([one.isOn, two.isOn, two.isFull]).toEqual([true, false, true]);
    one.forget();
    two.forget();
    expect([room.take(4097), room.take(4096)]).toEqual([false, true]);
    expect([record({ room }).isFull, record({ room }).isEmpty]).toEqual([true, true]);
  });

  it('of many pieces is whole', () => {
    const recording = record();
    for (let round = 0; round < 3000; round += 1) recording.output(Buffer.from(`${round} `));
    const shown = linesOf(recording).slice(1).map((line) => (line as string[])[2]).join('');
    expect(shown).toBe(Array.from({ length: 3000 }, (_, round) => `${round} `).join(''));
  });
});

import { describe, expect, it } from 'vitest';
import { makeRedactor } from './redact';
import { containerOf, snapshotOf } from './snapshot.fixture';

const base = snapshotOf({});
const snapshot = { ...base, host: { ...base.host, hostname: 'db7.corp.example' }, containers: [containerOf({ id: 'c1', image: 'registry.corp.example:5000/shop/web:1' }), containerOf({ id: 'c2', image: 'alpine' })] };
const addresses = () => makeRedactor(snapshot, ['addresses']);

describe('redacted addresses', () => {
  it.each([
    ['eth0 10.88.0.2/16', 'eth0 ip4-1/16'],
    ['10.88.0.2:8080 → 10.88.0.3', 'ip4-1:8080 → ip4-2'],
    ['fe80::5054:ff:fe12:3456/64', 'ip6-1/64'],
    ['2001:DB8::1 2001:db8:0:0:0:0:0:1', 'ip6-1 ip6-1'],
    ['[2001:db8::1]:443', '[ip6-1]:443'],
    ['fe80::1%eth0', 'ip6-1%eth0'],
    ['::ffff:192.0.2.7', 'ip6-1'],
    ['2001:db8:1:2:3:4:5:6.', 'ip6-1.'],
    ['1:2:3:4:5:6:192.0.2.7', 'ip6-1'],
    ['52:54:00:12:34:56', 'mac-1'],
    ['80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1', 'mac-1'],
    ['ip-10-0-3-17', 'ip-ip4-1'],
    ['veth10.0.0.1x', 'vethip4-1x'],
  ])('%s becomes %s', (text, redacted) => {
    expect(addresses().text(text)).toBe(redacted);
  });

  it.each(['127.0.0.1:80 ::1 0.0.0.0 ::', '12:30:59', 'pid:4711', 'net 4026531840', 'a::b::c', 'std::vector'])('leaves %s alone', (text) => {
    expect(addresses().text(text)).toBe(text);
  });

  it('gives one address one label, also in another text', () => {
    const { text } = addresses();
    expect([text('10.0.0.1'), text('10.0.0.2'), text('to 10.0.0.1'), text('FE80::1'), text('fe80:0::1')]).toEqual(['ip4-1', 'ip4-2', 'to ip4-1', 'ip6-1', 'ip6-1']);
  });
});

describe('redacted hostnames', () => {
  const { text } = makeRedactor(snapshot, ['hosts']);

  it('are the host’s, whole and short, in any case, and the registries’', () => {
    expect(text('db7.corp.example')).toBe('host-1');
    expect(text('backup of DB7, nightly')).toBe('backup of host-1, nightly');
    expect(text('registry.corp.example:5000/shop/web:1')).toBe('host-2:5000/shop/web:1');
  });

  it('are whole words', () => {
    expect(text('db77 adb7')).toBe('db77 adb7');
    expect(makeRedactor({ ...snapshot, host: { ...snapshot.host, hostname: 'localhost' } }, ['hosts']).text('localhost')).toBe('localhost');
  });

  it('may hold what means something to a regular expression', () => {
    expect(makeRedactor({ ...snapshot, host: { ...snapshot.host, hostname: '(a+)+$[' } }, ['hosts']).text('on (a+)+$[ here')).toBe('on host-1 here');
  });
});

it('takes nothing out unasked', () => {
  expect(makeRedactor(snapshot, []).text('db7 10.0.0.1')).toBe('db7 10.0.0.1');
});

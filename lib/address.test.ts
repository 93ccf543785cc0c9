import { isIP } from 'node:net';
import { BlockList } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isWithin, parseAddress, parsePrefix } from './address';
import { randomOf } from './random.fixture';

const WRITTEN = [
  '10.0.0.1', '255.255.255.255', '0.0.0.0', '256.1.1.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '1.2.3.', '::', '::1', '1::', 'fd00::2', '2001:db8:0:0:0:0:0:5', '::ffff:10.0.0.1',
  '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', ':1', '1:', '12345::', 'g::', '1:2:3:4:5:6:10.0.0.1', '1:2:3:4:5:6:7:10.0.0.1', '::10.0.0.256', '10.0.0.1::', '', ':', ':::', '.',
];

describe('addresses', () => {
  it.each(WRITTEN)('knows "%s" as Node does', (text) => {
    expect(parseAddress(text) !== null).toBe(isIP(text) !== 0);
  });

  it('gives what is written in several ways the same numbers', () => {
    expect(parseAddress('2001:DB8::5')).toEqual(parseAddress('2001:db8:0:0:0:0:0:5'));
    expect(parseAddress('::ffff:10.0.0.1')).toEqual(parseAddress('::ffff:a00:1'));
  });

  it('finds within a prefix what Node finds there', () => {
    const random = randomOf(5);
    for (let round = 0; round < 500; round += 1) {
      const inet = random(2) === 0;
      const write = () => (inet ? Array.from({ length: 4 }, () => [0, 10, 128, 255][random(4)]).join('.') : Array.from({ length: 8 }, () => ['0', 'fd00', '8000', '1'][random(4)]).join(':'));
      const [address, net, length] = [write(), write(), random(inet ? 33 : 129)];
      const list = new BlockList();
      list.addSubnet(net, length, inet ? 'ipv4' : 'ipv6');
      const [has, prefix] = [parseAddress(address), parsePrefix(`${net}/${length}`)];
      if (has === null || prefix === null) throw new Error(`not read: ${address}, ${net}/${length}`);
      expect(isWithin(has, prefix), `${address} in ${net}/${length}`).toBe(list.check(address, inet ? 'ipv4' : 'ipv6'));
    }
  });

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0/8', '10.0.0.0/8/8', '/8', '10.0.0.0/x'])('takes "%s" for no prefix', (text) => {
    expect(parsePrefix(text)).toBeNull();
  });
});

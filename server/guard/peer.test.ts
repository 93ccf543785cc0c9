import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Peers, tableAddress, uidIn } from './peer';

/** Root can be somebody else; others are who they are. */
const own = process.getuid?.() ?? 0;
const [uid, become] = own === 0 ? [65_533, ['setpriv', '--reuid=65533', '--clear-groups', '--']] : [own, ['env']];
const CONNECTION = { remoteAddress: '127.0.0.1', remotePort: 0x1234, localAddress: '127.0.0.1', localPort: 4280 };

function row({ client = '0100007F:1234', server = '0100007F:10B8', state = '01', uid = 1000, inode = 77 } = {}): string {
  return `   0: ${client} ${server} ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0000000000000000 20 4 30 10 -1\n`;
}

describe('an address', () => {
  it.each([
    ['127.0.0.1', '0100007F'],
    ['10.213.0.254', 'FE00D50A'],
    ['::1', '00000000000000000000000001000000'],
    ['::ffff:127.0.0.1', '0000000000000000FFFF00000100007F'],
    ['fe80::1%lo', '000080FE000000000000000001000000'],
    ['2001:db8:0:1:2:3:4:5', 'B80D0120010000000300020005000400'],
  ])('%s is %s in the table of the kernel', (address, word) => {
    expect(tableAddress(address)).toBe(word);
  });
});

describe('the row of a client', () => {
  it('says whose it is', () => expect(uidIn(row(), CONNECTION)).toBe(1000));
  it('is its own, not the one of our end', () => expect(uidIn(row({ client: '0100007F:10B8', server: '0100007F:1234', uid: 0 }), CONNECTION)).toBeNull());
  it('says nothing once its program has closed it: uid 0 is then nobody', () => expect(uidIn(row({ state: '06', uid: 0, inode: 0 }), CONNECTION)).toBeNull());
  it('is found among others', () => expect(uidIn(row({ client: '0100007F:9999', uid: 1 }) + row() + row({ client: '0100007F:1235', uid: 2 }), CONNECTION)).toBe(1000));
  it('may be one of IPv6 that has reached our address of IPv4', () => {
    const six = row({ client: '0000000000000000FFFF00000100007F:1234', server: '0000000000000000FFFF00000100007F:10B8', uid: 5 });
    expect(uidIn(six, CONNECTION)).toBe(5);
  });
  it('of a connection that is already torn is none', () => expect(uidIn(row(), { ...CONNECTION, remotePort: undefined })).toBeNull());
});

describe('a look at who comes', () => {
  it('is repeated where the tables lacked the row', async () => {
    const tables = ['', '', row()];
    const peers = new Peers([1000], () => Promise.resolve(tables.shift() ?? ''));
    expect(await peers.refusal({ ...CONNECTION })).toBeNull();
  });

  it('is not taken again for the same connection, and at the second table only for who is not in the first', async () => {
    const looks: string[] = [];
    const peers = new Peers([1000], (name) => {
      looks.push(name);
      return Promise.resolve(row());
    });
    const connection = { ...CONNECTION };
    await Promise.all([peers.refusal(connection), peers.refusal(connection)]);
    expect(looks).toEqual(['tcp']);
  });

  it('is one for all that came before it began, and never one that began before', async () => {
    const rows = Array.from({ length: 100 }, (_, at) => ({ ...CONNECTION, remotePort: 0x2000 + at }));
    const there: string[] = [];
    let looks = 0;
    const peers = new Peers([1000], async () => {
      looks += 1;
      const seen = there.join('');
      await new Promise((resolve) => setTimeout(resolve, 5));
      return seen;
    });
    const arrive = (connection: typeof CONNECTION) => {
      there.push(row({ client: `0100007F:${connection.remotePort.toString(16).toUpperCase()}` }));
      return peers.refusal(connection);
    };
    const first = rows.slice(0, 50).map(arrive);
    await vi.waitUntil(() => looks === 1);
    const second = rows.slice(50).map(arrive);
    expect(new Set(await Promise.all([...first, ...second]))).toEqual(new Set([null]));
    expect(looks).toBe(2);
  });

  it('that fails is told, and the next is taken all the same', async () => {
    const tables = [() => Promise.reject(new Error('unreadable')), () => Promise.resolve(row())];
    const peers = new Peers([1000], () => tables.shift()?.() ?? Promise.resolve(''));
    await expect(peers.refusal({ ...CONNECTION })).rejects.toThrow('unreadable');
    expect(await peers.refusal({ ...CONNECTION })).toBeNull();
  });

  it('refuses whom the kernel does not name', async () => {
    expect(await new Peers([0], () => Promise.resolve('')).refusal({ ...CONNECTION })).toMatchObject({ status: 403, failure: 'denied' });
  });
});

describe('a real client', () => {
  const open: { server?: Server } = {};
  afterEach(() => open.server?.close());

  async function connectionOf(address: string): Promise<Socket> {
    const server = createServer();
    open.server = server;
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    const { port } = server.address() as AddressInfo;
    const arrived = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const [program = '', ...words] = become;
    const client = spawn(program, [...words, process.execPath, '-e', `require('node:net').connect(${port}, '${address}').on('close', () => process.exit())`]);
    const socket = await arrived;
    socket.once('close', () => client.kill());
    return socket;
  }

  it.each(['127.0.0.1', '::1'])('over %s is known by the uid it runs as', async (address) => {
    const socket = await connectionOf(address);
    expect(await new Peers([uid]).refusal(socket)).toBeNull();
    expect(await new Peers([uid + 1]).refusal(socket)).toMatchObject({ message: expect.stringContaining(`uid ${uid}`) as string });
    socket.destroy();
  });
});

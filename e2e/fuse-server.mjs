/**
 * The server of a FUSE file system that takes every request and answers none but the first, fuse(4). Descriptor 3 is its
 * /dev/fuse. Says `ready` on stdout. Stopped (SIGSTOP), it takes none either; when it ends, whoever waits for it is let go.
 */
import { readSync, writeSync } from 'node:fs';

const FUSE = 3;
const ROOM = 256 * 1024;
const HEADER = 16;
const INIT_OUT = 64;

const request = Buffer.alloc(ROOM);

function takeInit() {
  readSync(FUSE, request);
  const reply = Buffer.alloc(HEADER + INIT_OUT);
  reply.writeUInt32LE(reply.length, 0);
  request.copy(reply, 8, 8, 16); // unique: which request it answers
  reply.writeUInt32LE(7, HEADER); // major
  reply.writeUInt32LE(31, HEADER + 4); // minor
  reply.writeUInt32LE(4096, HEADER + 20); // max_write
  writeSync(FUSE, reply);
}

takeInit();
writeSync(1, 'ready\n');
for (;;) readSync(FUSE, request);

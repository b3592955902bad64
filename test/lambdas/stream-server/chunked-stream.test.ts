import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { ChunkEncoder } from '../../../lambdas/stream-server/chunk-encoder.ts';
import { ChunkedStream } from '../../../lambdas/stream-server/chunked-stream.ts';
import { chunkedBody } from '../../support/http-socket.ts';

const bytes = (content: string) => new TextEncoder().encode(content);

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Resolves when it is closed, by an error or without one. */
const closed = (socket: Socket) =>
  new Promise<void>(resolve => socket.once('close', () => resolve()));

/** Both ends of a connection. */
async function connection(): Promise<{ readonly socket: Socket; readonly reader: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
  const reader = connect(address.port, '127.0.0.1');
  const [socket]: Socket[] = await once(server, 'connection');
  server.close();
  if (socket === undefined) throw new Error('expected a connection');
  open.push(socket, reader);
  return { socket, reader };
}

test('writes a head, and each write as a chunk, to its end', async () => {
  const { socket, reader } = await connection();
  const stream = new ChunkedStream(socket, new ChunkEncoder(), { 'content-type': 'text/plain' });
  stream.write(bytes('one'));
  stream.write(bytes('ñ'.repeat(10)));
  stream.end();
  const received = await text(reader);
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-type: text\/plain\r\ndate: /);
  expect(received.slice(received.indexOf('\r\n\r\n') + 4)).toBe(
    `3\r\none\r\n14\r\n${'ñ'.repeat(10)}\r\n0\r\n\r\n`,
  );
  expect(chunkedBody(received)).toEqual({ text: `one${'ñ'.repeat(10)}`, isWhole: true });
});

test('knows what its reader has not taken, and when it has', async () => {
  const { socket, reader } = await connection();
  reader.pause();
  const stream = new ChunkedStream(socket, new ChunkEncoder(), {});
  while (stream.pendingBytes < 100_000) {
    stream.write(bytes('x'.repeat(100_000)));
    await new Promise(setImmediate);
  }
  const drained = stream.drained();
  reader.resume();
  await drained;
  expect(stream.pendingBytes).toBe(0);
});

test('cuts off a reader who takes nothing of the rest', async () => {
  const { socket, reader } = await connection();
  reader.pause();
  const stream = new ChunkedStream(socket, new ChunkEncoder(), {});
  const gone = jest.fn();
  stream.onGone(gone);
  while (stream.pendingBytes < 100_000) {
    stream.write(bytes('x'.repeat(100_000)));
    await new Promise(setImmediate);
  }
  stream.end();
  await closed(socket);
  expect(gone).not.toHaveBeenCalled();
});

test.each(['before', 'after'])(
  'says that its reader is gone who left %s it was asked',
  async when => {
    const { socket, reader } = await connection();
    const stream = new ChunkedStream(socket, new ChunkEncoder(), {});
    const gone = Promise.withResolvers<void>();
    if (when === 'after') stream.onGone(gone.resolve);
    reader.resetAndDestroy();
    await closed(socket);
    if (when === 'before') stream.onGone(gone.resolve);
    await gone.promise;
    expect(() => stream.write(bytes('too late'))).not.toThrow();
    stream.end();
  },
);

describe('the encoder', () => {
  test('makes one chunk for all who are written the same, one after the other [R4]', () => {
    const encoder = new ChunkEncoder();
    const shared = bytes('data: 1\n\n');
    const chunk = encoder.encode(shared);
    expect(chunk.toString()).toBe('9\r\ndata: 1\n\n\r\n');
    expect(encoder.encode(shared)).toBe(chunk);
    expect(encoder.encode(bytes('data: 2\n\n')).toString()).toBe('9\r\ndata: 2\n\n\r\n');
    expect(encoder.encode(shared).toString()).toBe('9\r\ndata: 1\n\n\r\n');
    expect(chunk.buffer.byteLength).toBe(chunk.byteLength);
  });

  test.each([1, 15, 16, 255, 256, 65_536])('of %i bytes says so many, in hexadecimal', size => {
    const chunk = new ChunkEncoder().encode(new Uint8Array(size).fill(120)).toString();
    expect(chunk).toBe(`${size.toString(16)}\r\n${'x'.repeat(size)}\r\n`);
  });
});

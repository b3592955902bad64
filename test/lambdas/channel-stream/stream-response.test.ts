import { once } from 'node:events';
import { PassThrough, type Writable } from 'node:stream';
import { problem } from '../../../core/wire/problem.ts';
import { StreamResponse } from '../../../lambdas/channel-stream/stream-response.ts';

interface Head {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

const heads: Head[] = [];

beforeEach(() => {
  heads.length = 0;
  // Like Lambda's runtime client: the head goes in front of the first write, and of a write only.
  Object.assign(globalThis, {
    awslambda: {
      HttpResponseStream: {
        from: (response: Writable, head: Head) => {
          const write = response.write.bind(response);
          response.write = (chunk: unknown) => {
            heads.push(head);
            response.write = write;
            return write(chunk);
          };
          return response;
        },
      },
    },
  });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'awslambda');
});

const bytes = (text: string) => new TextEncoder().encode(text);

test('begins as an event stream with the first write, and follows each write by a comment', async () => {
  const wire = new PassThrough();
  const response = new StreamResponse(wire);
  expect(heads).toEqual([]);
  response.write(bytes('event: a\n\n'));
  response.write(bytes('event: b\n\n'));
  response.end();
  expect(heads).toEqual([
    {
      statusCode: 200,
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    },
  ]);
  expect(wire.read().toString()).toBe('event: a\n\n:\n\nevent: b\n\n:\n\n');
});

test('has drained only when the response took everything', async () => {
  const wire = new PassThrough({ highWaterMark: 10 });
  const response = new StreamResponse(wire);
  expect(response.pendingBytes).toBe(0);
  await response.drained();
  response.write(bytes('x'.repeat(100)));
  expect(response.pendingBytes).toBeGreaterThanOrEqual(90);
  let drained = false;
  const draining = response.drained().then(() => {
    drained = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect(drained).toBe(false);
  wire.resume();
  await draining;
  expect(response.pendingBytes).toBe(0);
});

test.each(['before its first write', 'while it waits'])(
  'says that the reader is gone when the response is closed %s',
  async when => {
    const wire = new PassThrough({ highWaterMark: 10 });
    const response = new StreamResponse(wire);
    const gone = new Promise<void>(resolve => response.onGone(resolve));
    if (when === 'while it waits') response.write(bytes('x'.repeat(100)));
    const drained = response.drained();
    wire.destroy();
    await Promise.all([gone, drained]);
    expect(wire.listenerCount('drain')).toBeLessThan(2);
    expect(() => response.write(bytes('too late'))).not.toThrow();
  },
);

test('an end is no word of a reader who is gone', async () => {
  const wire = new PassThrough();
  const response = new StreamResponse(wire);
  let isGone = false;
  response.onGone(() => {
    isGone = true;
  });
  response.write(bytes('event: a\n\n'));
  response.end();
  wire.resume();
  await once(wire, 'close');
  expect(isGone).toBe(false);
});

test.each([
  ['TOKEN_REFUSED', { 'www-authenticate': 'Bearer' }],
  ['ROLE_NOT_ALLOWED', {}],
  ['METHOD_NOT_ALLOWED', { allow: 'GET' }],
  ['PUBLIC_STREAMS_FULL', { 'retry-after': '30' }],
  ['LIVE_STREAMS_FULL', { 'retry-after': '30' }],
  ['PUBLIC_STREAMS_OFF', {}],
  ['TOO_MANY_CONNECTIONS', { 'retry-after': '10' }],
  ['UNAVAILABLE', { 'retry-after': '2' }],
] as const)('refuses with the problem %s, a body and its headers', async (code, headers) => {
  const wire = new PassThrough();
  const reason = problem(code, 'because');
  new StreamResponse(wire).refuse(reason);
  wire.resume();
  expect(heads).toEqual([
    {
      statusCode: reason.status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...headers,
      },
    },
  ]);
  await once(wire, 'end');
});

test('a stream that has begun can only end: no second head, no problem in its middle', async () => {
  const wire = new PassThrough();
  const response = new StreamResponse(wire);
  response.write(bytes('event: a\n\n'));
  response.refuse(problem('UNAVAILABLE', 'too late'));
  expect(heads).toHaveLength(1);
  expect(wire.read().toString()).toBe('event: a\n\n:\n\n');
  expect(wire.writableEnded).toBe(true);
});

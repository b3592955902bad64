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
  await response.write(bytes('event: a\n\n'));
  await response.write(bytes('event: b\n\n'));
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

test('a write resolves only when the response takes more', async () => {
  const wire = new PassThrough({ highWaterMark: 10 });
  const written = new StreamResponse(wire).write(bytes('x'.repeat(100)));
  let resolved = false;
  void written.then(() => {
    resolved = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  expect(resolved).toBe(false);
  wire.resume();
  await written;
});

test('a write that waits fails when the response is closed', async () => {
  const wire = new PassThrough({ highWaterMark: 10 });
  const written = new StreamResponse(wire).write(bytes('x'.repeat(100)));
  wire.destroy();
  await expect(written).rejects.toThrow('closed before everything was written');
  expect(wire.listenerCount('drain')).toBe(0);
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
  await response.write(bytes('event: a\n\n'));
  response.refuse(problem('UNAVAILABLE', 'too late'));
  expect(heads).toHaveLength(1);
  expect(wire.read().toString()).toBe('event: a\n\n:\n\n');
  expect(wire.writableEnded).toBe(true);
});

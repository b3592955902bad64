import type { Writable } from 'node:stream';
import { problem } from '../../../core/wire/problem.ts';
import { StreamResponse } from '../../../lambdas/channel-stream/stream-response.ts';

/** What the runtime would send: like Lambda's client it puts the prelude before a `write` only. */
function recordingStream() {
  const sent: string[] = [];
  let prelude: { statusCode: number } | undefined;
  const put = (chunk: unknown): void => {
    if (chunk !== undefined) sent.push(String(chunk));
  };
  const stream = {
    write(chunk: unknown) {
      if (prelude !== undefined) put(`status ${prelude.statusCode}`);
      prelude = undefined;
      put(chunk);
      return true;
    },
    end: put,
  };
  Reflect.set(globalThis, 'awslambda', {
    HttpResponseStream: {
      from(underlying: unknown, given: { statusCode: number }) {
        prelude = given;
        return underlying;
      },
    },
  });
  return { sent, stream: stream as unknown as Writable };
}

afterEach(() => Reflect.deleteProperty(globalThis, 'awslambda'));

test('a refusal sends its status before its body', () => {
  const { sent, stream } = recordingStream();
  new StreamResponse(stream).refuse(problem('UNAVAILABLE', 'try again'));
  expect(sent[0]).toBe('status 503');
  expect(JSON.parse(sent[1] ?? '')).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
});

test('each event is followed by a comment, and a refusal after it only ends the stream', async () => {
  const { sent, stream } = recordingStream();
  const response = new StreamResponse(stream);
  await response.write(Buffer.from('data: goal\n\n'));
  response.refuse(problem('UNAVAILABLE', 'try again'));
  expect(sent).toEqual(['status 200', 'data: goal\n\n', ':\n\n']);
});

import { AnswerText } from '../../../bench/soak/answer-text.ts';
import { Frames } from '../../../bench/soak/frames.ts';

const frame = 'id: e.7\nevent: NEW_BET\ndata: {"name":"León"}\n\n';
const size = Buffer.byteLength(frame).toString(16);
const whole = Buffer.from(
  `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n:\n\n\r\n${size}\r\n${frame}\r\n0\r\n\r\n`,
);

test.each([1, 2, 3, 7, 1_000])(
  'a stream that comes in pieces of %i bytes is read whole',
  length => {
    const answer = new AnswerText();
    const frames = new Frames();
    const found = Array.from({ length: Math.ceil(whole.length / length) }, (_, at) =>
      frames.take(answer.take(whole.subarray(at * length, (at + 1) * length))),
    ).flat();
    expect(answer.head).toEqual({ status: 200 });
    expect(answer.isWhole).toBe(true);
    expect(found.map(({ event, id }) => [event, id])).toEqual([
      ['', undefined],
      ['NEW_BET', 'e.7'],
    ]);
  },
);

test('a refusal says when to come back', () => {
  const answer = new AnswerText();
  answer.take(Buffer.from('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\n\r\n{}'));
  expect(answer.head).toEqual({ status: 503, retryAfterSec: 30 });
});

test('what the server asks its readers to wait is in its frame', () => {
  const [found] = new Frames().take(
    'retry: 1500\nevent: reconnect\ndata: {"reason":"shutdown"}\n\n',
  );
  expect(found).toEqual({ event: 'reconnect', data: '{"reason":"shutdown"}', retryMs: 1_500 });
});

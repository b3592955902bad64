import {
  lambdaPace,
  PacedAnswer,
  type StreamPace,
} from '../../../local/function-url/stream-pace.ts';

const megabyte = 1024 * 1024;

/** An answer at that pace, and how much of it has gone out by now. */
function paced(pace: StreamPace) {
  const out = {
    open: true,
    bytes: 0,
    head() {},
    async write(chunk: Uint8Array) {
      out.bytes += chunk.byteLength;
    },
    end() {},
    cut() {},
  };
  const answer = new PacedAnswer(out, pace, () => {});
  const flood = async (megabytes: number): Promise<void> => {
    for (let n = 0; n < megabytes; n += 1) await answer.write(new Uint8Array(megabyte));
  };
  return { out, flood };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the burst goes at once, and what follows at the rate', async () => {
  const { out, flood } = paced({
    ...lambdaPace,
    burstBytes: 30 * megabyte,
    bytesPerSecond: 10 * megabyte,
  });
  const flooded = flood(40);
  await jest.advanceTimersByTimeAsync(0);
  expect(out.bytes).toBe(30 * megabyte);
  for (let sent = 31; sent <= 40; sent += 1) {
    await jest.advanceTimersByTimeAsync(99);
    expect(out.bytes).toBe((sent - 1) * megabyte);
    await jest.advanceTimersByTimeAsync(1);
    expect(out.bytes).toBe(sent * megabyte);
  }
  await flooded;
});

test('on Lambda that is 6 MB at once and 2 MB/s from there on', async () => {
  const { out, flood } = paced(lambdaPace);
  const flooded = flood(10);
  await jest.advanceTimersByTimeAsync(0);
  expect(out.bytes).toBe(6 * megabyte);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(out.bytes).toBe(8 * megabyte);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(out.bytes).toBe(10 * megabyte);
  await flooded;
});

test('a reader who has left is waited for no more', async () => {
  const { out, flood } = paced(lambdaPace);
  out.open = false;
  await flood(40);
  expect(jest.getTimerCount()).toBe(0);
});

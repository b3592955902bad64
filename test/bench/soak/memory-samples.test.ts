import { type MemorySample, memoryVerdict } from '../../../bench/soak/memory-samples.ts';

const megabyte = 1_000_000;

/** Forty samples in forty seconds. */
const samplesOf = (bytesAt: (second: number) => number, from = 0): readonly MemorySample[] =>
  Array.from({ length: 40 }, (_, second) => ({
    atMs: second * 1_000,
    hostHeapBytes: 50 * megabyte,
    hostRssBytes: 300 * megabyte,
    environments: second < from ? [] : [{ number: 1, requests: 9, bytes: bytesAt(second) }],
  }));

const verdict = (samples: readonly MemorySample[]) => memoryVerdict(samples, 40_000);

test('what rises in the first quarter only is flat', () => {
  const { host, environments } = verdict(samplesOf(second => Math.min(second, 10) * megabyte));
  expect(host).toEqual({
    ...{ name: 'host', secondBytes: 50 * megabyte, lastBytes: 50 * megabyte, isFlat: true },
  });
  expect(environments).toMatchObject([{ name: 'environment 1', isFlat: true }]);
});

test.each([
  [24 * megabyte, true],
  [24 * megabyte + 1, false],
])('20 MB may be 24 MB in the last quarter: with %i bytes flat is %s', (last, isFlat) => {
  const { environments } = verdict(samplesOf(second => (second < 30 ? 20 * megabyte : last)));
  expect(environments).toMatchObject([{ isFlat }]);
});

test('one sample that is high says nothing', () => {
  const { environments } = verdict(samplesOf(second => (second === 35 ? 90 : 20) * megabyte));
  expect(environments).toMatchObject([{ isFlat: true }]);
});

test('an environment that came after the second quarter is not judged', () => {
  expect(verdict(samplesOf(() => megabyte, 20)).environments).toEqual([]);
});

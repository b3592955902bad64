import { act } from '@testing-library/react';
import { usePaymentStream } from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { frames } from './fake-frames.ts';
import { changed, channelsOf, paymentStream, readsOf, startMs } from './payment-streams.ts';
import { connected, doing, renderHook } from './render-hook.tsx';

/** Two hooks of one page, as two components would call them. */
const render = (...ids: readonly string[]) =>
  renderHook(
    ({ environment }) =>
      ids.map(id => [usePaymentStream(id, { environment }), usePaymentStream(id, { environment })]),
    {},
  );

const pass = (place: FakeEnvironment, ms: number) => doing(() => place.pass(ms));

const drawn = (place: FakeEnvironment, afterMs: number) =>
  act(async () => {
    await place.pass(afterMs);
    frames.next();
  });

/** Answers the last read: the server's clock is that far behind the machine's. */
const answered = (
  place: FakeEnvironment,
  streams: readonly ReturnType<typeof paymentStream>[],
  behindMs = 0,
) =>
  doing(() =>
    readsOf(place)
      .at(-1)
      ?.answer(200, { at: place.now - behindMs, streams }),
  );

test('all hooks of a page read their payment streams by one request, and changes by one stream', async () => {
  const { result, place } = render('1', '2');
  await pass(place, 0);
  expect(readsOf(place).map(({ url }) => url.search)).toEqual(['?streams=1&streams=2&limit=2']);
  expect(readsOf(place)[0]?.headers.get('authorization')).toBe('Bearer provided');
  expect(channelsOf(place).filter(({ isAborted }) => !isAborted)).toHaveLength(1);
  expect(channelsOf(place).at(-1)?.url.search).toBe('');
  expect(result.current[0]?.[0]).toMatchObject({
    status: 'reading',
    stream: undefined,
    accrued: undefined,
  });
  await pass(place, 5_000);
  await answered(place, [paymentStream('1'), paymentStream('2', { withdrawnAmount: '2000' })]);
  expect(result.current[0]?.[0]).toMatchObject({
    status: 'active',
    accrued: 5_000n,
    withdrawable: 5_000n,
    uncovered: 0n,
    depletesAt: startMs + 100_000,
    error: undefined,
  });
  expect(result.current[1]?.[1]).toMatchObject({ accrued: 5_000n, withdrawable: 3_000n });
});

test('the balance grows with each frame, by the server’s clock', async () => {
  const { result, place } = render('1');
  await pass(place, 10_000);
  await answered(place, [paymentStream('1')], 4_000);
  expect(result.current[0]?.[0]?.accrued).toBe(6_000n);
  expect(frames.waiting).toBe(1);
  await drawn(place, 16);
  expect(result.current[0]?.[0]?.accrued).toBe(6_016n);
  await drawn(place, 17);
  expect(result.current[0]?.[1]?.accrued).toBe(6_033n);
  expect(result.current[0]?.[0]?.serverNow()).toBe(startMs + 6_033);
  // Somebody sets the machine's clock.
  place.setClock(-3_600_000);
  await drawn(place, 17);
  expect(result.current[0]?.[0]?.accrued).toBe(6_050n);
});

test('an event has its payment stream read again: one request at a time, one a second', async () => {
  const { result, place } = render('1', '2');
  await pass(place, 0);
  await answered(place, [paymentStream('1'), paymentStream('2')]);
  let stream:
    | Awaited<ReturnType<NonNullable<ReturnType<typeof channelsOf>[0]>['stream']>>
    | undefined;
  await doing(async () => {
    stream = await channelsOf(place).at(-1)?.stream(connected('payment-streams'));
  });
  expect(result.current[0]?.[0]?.isConnected).toBe(true);
  // What changed before it was connected: everything is read once more.
  await pass(place, 1_000);
  expect(readsOf(place)).toHaveLength(2);
  await answered(place, [paymentStream('1'), paymentStream('2')]);
  await doing(() => stream?.send(changed(1, '2') + changed(2, '2') + changed(3, 'of-nobody-here')));
  await pass(place, 999);
  expect(readsOf(place)).toHaveLength(2);
  await pass(place, 1);
  expect(readsOf(place).at(-1)?.url.search).toBe('?streams=2&limit=1');
  // While that is under way it changes again.
  await doing(() => stream?.send(changed(4, '2')));
  await pass(place, 20_000);
  expect(readsOf(place)).toHaveLength(3);
  await answered(place, [paymentStream('2', { depositedAmount: '200000' })]);
  expect(result.current[1]?.[0]?.depletesAt).toBe(startMs + 200_000);
  await pass(place, 0);
  expect(readsOf(place)).toHaveLength(4);
});

test.each([
  ['paused', { status: 'paused', snapshotAmount: '700', snapshotTime: startMs }, 700n, 0],
  ['cancelled', { status: 'cancelled', snapshotAmount: '700', snapshotTime: startMs }, 700n, 0],
  ['completed', { status: 'completed', withdrawnAmount: '100000' }, 100_000n, 0],
  ['without a rate', { ratePerSecond: '0' }, 0n, 0],
] as const)(
  'one that is %s costs no frame and no timer',
  async (_what, given, accrued, waiting) => {
    const { result, place } = render('1');
    await pass(place, 5_000);
    await answered(place, [paymentStream('1', given)]);
    expect(result.current[0]?.[0]?.accrued).toBe(accrued);
    const held = place.held;
    await pass(place, 600_000);
    expect(frames.waiting).toBe(waiting);
    expect(place.held).toBe(held);
  },
);

test('one that is depleted costs no frame but one a second, in which what is uncovered grows', async () => {
  const { result, place } = render('1');
  await pass(place, 0);
  await answered(place, [paymentStream('1', { startTime: startMs - 99_990 })]);
  await drawn(place, 16);
  expect(result.current[0]?.[0]).toMatchObject({ accrued: 100_000n, uncovered: 6n });
  expect(frames.waiting).toBe(0);
  await drawn(place, 999);
  expect(result.current[0]?.[0]?.uncovered).toBe(6n);
  await drawn(place, 1);
  expect(result.current[0]?.[0]?.uncovered).toBe(1_006n);
  expect(frames.waiting).toBe(0);
});

test('once the components are gone nothing is left: no stream, no request, no timer, no frame', async () => {
  const { place, unmount } = render('1', '2');
  await pass(place, 0);
  await doing(() => channelsOf(place).at(-1)?.stream(connected('payment-streams')));
  await answered(place, [paymentStream('1'), paymentStream('2')]);
  await pass(place, 1_000);
  expect([readsOf(place).length, frames.waiting]).toEqual([2, 1]);
  unmount();
  await doing(() => undefined);
  expect([channelsOf(place), readsOf(place)].map(all => all.at(-1)?.isAborted)).toEqual([
    true,
    true,
  ]);
  expect([place.held, frames.waiting]).toEqual([0, 0]);
});

test('one that there is none of for this reader is missing, until an event says that it is there', async () => {
  const { result, place } = render('1');
  await pass(place, 0);
  await answered(place, []);
  expect(result.current[0]?.[0]).toMatchObject({ status: 'missing', stream: undefined });
  await doing(() =>
    channelsOf(place)
      .at(-1)
      ?.stream(connected('payment-streams') + changed(1, '1', 'stream.created')),
  );
  await pass(place, 1_000);
  await answered(place, [paymentStream('1')]);
  expect(result.current[0]?.[0]).toMatchObject({ status: 'active' });
});

test('a refusal is shown and tried again, not before the server said; what was read stays and grows', async () => {
  const { result, place } = render('1');
  await pass(place, 0);
  await answered(place, [paymentStream('1')]);
  await doing(() => channelsOf(place).at(-1)?.stream(connected('payment-streams')));
  await pass(place, 1_000);
  await doing(() =>
    readsOf(place)
      .at(-1)
      ?.answer(429, { code: 'RATE_LIMITED', detail: 'too many' }, { 'retry-after': '15' }),
  );
  expect(result.current[0]?.[0]?.error).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
  await drawn(place, 14_999);
  expect(readsOf(place)).toHaveLength(2);
  expect(result.current[0]?.[0]?.accrued).toBe(15_999n);
  await pass(place, 1);
  await answered(place, [paymentStream('1')]);
  expect(result.current[0]?.[0]?.error).toBeUndefined();
});

test('a page that is looked at again reads everything again', async () => {
  const { place } = render('1', '2');
  await pass(place, 0);
  await answered(place, [paymentStream('1'), paymentStream('2')]);
  await pass(place, 60_000);
  expect(readsOf(place)).toHaveLength(1);
  await doing(() => place.surround('woke'));
  await pass(place, 0);
  expect(readsOf(place).at(-1)?.url.search).toBe('?streams=1&streams=2&limit=2');
});

test('a request that is never answered ends after thirty seconds, and another is sent', async () => {
  const { result, place } = render('1');
  await pass(place, 0);
  await pass(place, 29_999);
  expect(readsOf(place).map(({ isAborted }) => isAborted)).toEqual([false]);
  await pass(place, 1);
  expect(readsOf(place).map(({ isAborted }) => isAborted)).toEqual([true]);
  expect(result.current[0]?.[0]).toMatchObject({ status: 'reading', error: { code: 'NO_ANSWER' } });
  await pass(place, 2_000);
  expect(readsOf(place)).toHaveLength(2);
});

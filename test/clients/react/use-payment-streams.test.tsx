import { usePaymentStream, usePaymentStreams } from '../../../clients/react/index.ts';
import './fake-frames.ts';
import { changed, channelsOf, paymentStream, readsOf } from './payment-streams.ts';
import { connected, doing, renderHook } from './render-hook.tsx';

type Options = Parameters<typeof usePaymentStreams>[0];

const render = (options: Options = {}) =>
  renderHook(({ environment }) => usePaymentStreams({ ...options, environment }), {});

const idsOf = (streams: readonly { readonly streamId: string }[]) =>
  streams.map(({ streamId }) => streamId);

test('a list is read page by page; a row of it asks for nothing more', async () => {
  const { result, place } = renderHook(({ environment }) => {
    const list = usePaymentStreams({ user: 'ana', limit: 2, environment });
    const row = usePaymentStream(list.streams[0]?.streamId, { environment });
    return { list, row };
  }, {});
  expect(result.current.list).toMatchObject({ streams: [], hasMore: false, isLoading: true });
  await doing(() => place.pass(0));
  expect(readsOf(place).map(({ url }) => url.search)).toEqual(['?user=ana&limit=2']);
  const first = { at: place.now, streams: [paymentStream('1'), paymentStream('2')], next: 'n' };
  await doing(() => readsOf(place).at(-1)?.answer(200, first));
  await doing(() => place.pass(0));
  expect(idsOf(result.current.list.streams)).toEqual(['1', '2']);
  expect(result.current.list).toMatchObject({ hasMore: true, isLoading: false });
  expect(result.current.row).toMatchObject({ status: 'active', accrued: 0n });
  expect(readsOf(place)).toHaveLength(1);
  await doing(() => result.current.list.more());
  expect(result.current.list.isLoading).toBe(true);
  await doing(() => place.pass(0));
  await doing(() => readsOf(place).at(-1)?.answer(200, first));
  expect(readsOf(place).at(-1)?.url.search).toBe('?user=ana&limit=2&next=n');
  const last = { at: place.now, streams: [paymentStream('3')] };
  await doing(() => readsOf(place).at(-1)?.answer(200, last));
  expect(idsOf(result.current.list.streams)).toEqual(['1', '2', '3']);
  expect(result.current.list).toMatchObject({ hasMore: false, isLoading: false });
});

test('a new one comes into the list, and one whose status is another goes out of it, once an event says so', async () => {
  const { result, place } = render({ status: 'active' });
  await doing(() => place.pass(0));
  const page = (...ids: string[]) => ({
    at: place.now,
    streams: ids.map(id => paymentStream(id)),
  });
  await doing(() => readsOf(place).at(-1)?.answer(200, page('1', '2')));
  let stream:
    | Awaited<ReturnType<NonNullable<ReturnType<typeof channelsOf>[0]>['stream']>>
    | undefined;
  await doing(async () => {
    stream = await channelsOf(place).at(-1)?.stream(connected('payment-streams'));
  });
  /** Answers both reads that are due: that of the list, and that of those which it has. */
  const answerBoth = async (list: readonly string[], one: object) => {
    await doing(() => place.pass(1_000));
    for (const read of readsOf(place).slice(-2)) {
      const isList = read.url.searchParams.has('status');
      await doing(() =>
        read.answer(200, isList ? page(...list) : { at: place.now, streams: [one] }),
      );
    }
  };
  await answerBoth(['1', '2'], paymentStream('1'));
  await doing(() => place.pass(1_000));
  await doing(() => stream?.send(changed(1, '3', 'stream.created')));
  await doing(() => place.pass(0));
  await doing(() =>
    readsOf(place)
      .at(-1)
      ?.answer(200, page('1', '2', '3')),
  );
  expect(idsOf(result.current.streams)).toEqual(['1', '2', '3']);
  await doing(() => stream?.send(changed(2, '2', 'stream.paused')));
  await doing(() => place.pass(1_000));
  const [read] = readsOf(place).filter(({ url }) => url.search === '?streams=2&limit=1');
  const paused = paymentStream('2', { status: 'paused' });
  await doing(() => read?.answer(200, { at: place.now, streams: [paused] }));
  expect(idsOf(result.current.streams)).toEqual(['1', '3']);
});

test('one that an index did not have yet when its event came is listed by a second read', async () => {
  const { result, place } = render();
  await doing(() => place.pass(0));
  const answer = (...ids: string[]) =>
    doing(() =>
      readsOf(place)
        .at(-1)
        ?.answer(200, { at: place.now, streams: ids.map(id => paymentStream(id)) }),
    );
  await answer();
  let stream:
    | Awaited<ReturnType<NonNullable<ReturnType<typeof channelsOf>[0]>['stream']>>
    | undefined;
  await doing(async () => {
    stream = await channelsOf(place).at(-1)?.stream(connected('payment-streams'));
  });
  await doing(() => place.pass(1_000));
  await answer();
  await doing(() => place.pass(10_000));
  await answer();
  const before = readsOf(place).length;
  await doing(() => stream?.send(changed(1, '1', 'stream.created')));
  await doing(() => place.pass(0));
  await answer();
  await doing(() => place.pass(2_999));
  expect([readsOf(place).length - before, idsOf(result.current.streams)]).toEqual([1, []]);
  await doing(() => place.pass(1));
  await answer('1');
  expect(idsOf(result.current.streams)).toEqual(['1']);
  await doing(() => place.pass(60_000));
  expect(readsOf(place).length - before).toBe(2);
});

test('a refusal is shown; what was listed stays', async () => {
  const { result, place } = render({ user: 'somebody-else' });
  await doing(() => place.pass(0));
  await doing(() => readsOf(place).at(-1)?.answer(403, { code: 'ROLE_NOT_ALLOWED', detail: 'no' }));
  expect(result.current).toMatchObject({
    streams: [],
    isLoading: false,
    error: { status: 403, code: 'ROLE_NOT_ALLOWED' },
  });
});

import {
  useWebhook,
  useWebhookDeliveries,
  useWebhookDelivery,
  useWebhooks,
} from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import { asksOf, delivery, reported, systemOf, webhook } from './webhooks.ts';

const pass = (place: FakeEnvironment, ms: number) => doing(() => place.pass(ms));

const answer = (place: FakeEnvironment, status: number, body: object) =>
  doing(() => asksOf(place).at(-1)?.answer(status, body));

const pathsOf = (place: FakeEnvironment) =>
  asksOf(place).map(({ url }) => `${url.pathname}${url.search}`);

async function see(state: DocumentVisibilityState, place: FakeEnvironment): Promise<void> {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  if (state === 'visible') await doing(() => place.surround('woke'));
}

afterEach(() => {
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
});

const listing = () => renderHook(({ environment }) => useWebhooks({ environment }), {});

/** Read, with the channel open and nothing more to be asked. */
async function read(place: FakeEnvironment, body: () => object) {
  await pass(place, 0);
  await answer(place, 200, body());
  const stream = await systemOf(place);
  await pass(place, 1_000);
  await answer(place, 200, body());
  return stream;
}

test('all that one may manage are read, page by page [W3]', async () => {
  const { result, place } = listing();
  expect(result.current).toMatchObject({ webhooks: [], isLoading: true, answeredAtMs: undefined });
  await pass(place, 0);
  await answer(place, 200, { at: place.now, webhooks: [webhook('a')], next: 'n1' });
  await answer(place, 200, { at: place.now + 5_000, webhooks: [webhook('b')] });
  expect(pathsOf(place)).toEqual(['/webhooks?limit=100', '/webhooks?limit=100&next=n1']);
  expect(result.current.webhooks.map(({ webhookId }) => webhookId)).toEqual(['a', 'b']);
  expect(result.current).toMatchObject({ hasMore: false, isLoading: false, error: undefined });
  expect(result.current.serverNow()).toBe(place.now + 5_000);
});

test('after four pages no more are asked for, and it says that there are more', async () => {
  const { result, place } = listing();
  await pass(place, 0);
  for (const at of [1, 2, 3, 4, 5]) {
    await answer(place, 200, { at, webhooks: [webhook(`h-${at}`)], next: `n${at}` });
  }
  expect(asksOf(place)).toHaveLength(4);
  expect(result.current).toMatchObject({ hasMore: true });
  expect(result.current.webhooks).toHaveLength(4);
});

test('they are read again five seconds after each answer, and not while nobody looks', async () => {
  const { place, unmount } = listing();
  await read(place, () => ({ at: place.now, webhooks: [] }));
  const before = asksOf(place).length;
  await pass(place, 4_999);
  expect(asksOf(place)).toHaveLength(before);
  await pass(place, 1);
  expect(asksOf(place)).toHaveLength(before + 1);
  await answer(place, 200, { at: place.now, webhooks: [] });
  await see('hidden', place);
  await pass(place, 600_000);
  expect(asksOf(place)).toHaveLength(before + 1);
  await see('visible', place);
  await pass(place, 0);
  expect(asksOf(place)).toHaveLength(before + 2);
  unmount();
  await doing(() => undefined);
  expect(place.held).toBe(0);
});

test('what webhooks report is read at once, at most once a second; other events change nothing', async () => {
  const { place } = listing();
  const stream = await read(place, () => ({ at: place.now, webhooks: [] }));
  await pass(place, 1_000);
  const before = asksOf(place).length;
  await stream.send(reported(1, 'HEARTBEAT_MISSED', 'a'));
  await pass(place, 1_000);
  expect(asksOf(place)).toHaveLength(before);
  await stream.send(reported(2, 'webhook.disabled', 'a'));
  await pass(place, 0);
  expect(asksOf(place)).toHaveLength(before + 1);
  await answer(place, 200, { at: place.now, webhooks: [] });
  for (const seq of [3, 4, 5]) await stream.send(reported(seq, 'webhook.exhausted', 'a'));
  await pass(place, 1_000);
  expect(asksOf(place)).toHaveLength(before + 2);
});

test('what was read stays when it cannot be read again, which is tried later and later', async () => {
  const { result, place } = listing();
  await read(place, () => ({ at: place.now, webhooks: [webhook('a')] }));
  const answeredAtMs = place.now;
  const before = asksOf(place).length;
  await pass(place, 5_000);
  await answer(place, 503, { code: 'UNAVAILABLE', detail: 'something behind failed' });
  expect(result.current).toMatchObject({
    webhooks: [{ webhookId: 'a' }],
    ...{ answeredAtMs, isLoading: false, error: { code: 'UNAVAILABLE', status: 503 } },
  });
  await pass(place, 1_000);
  expect(asksOf(place)).toHaveLength(before + 1);
  await pass(place, 5_000);
  await answer(place, 200, { at: place.now, webhooks: [] });
  expect(result.current).toMatchObject({ webhooks: [], error: undefined });
});

test('one webhook is read with its health, and again when something is reported of it alone', async () => {
  const { result, place } = renderHook(
    ({ environment }) => useWebhook('orders-desk', { environment }),
    {},
  );
  expect(result.current).toMatchObject({ status: 'reading', webhook: undefined });
  const stream = await read(place, () => ({ at: place.now, webhook: webhook('orders-desk') }));
  expect(pathsOf(place).at(-1)).toBe('/webhooks/orders-desk');
  expect(result.current).toMatchObject({ status: 'enabled', webhook: { maker: 'kim' } });
  await pass(place, 1_000);
  const before = asksOf(place).length;
  await stream.send(reported(1, 'webhook.disabled', 'another'));
  await pass(place, 0);
  expect(asksOf(place)).toHaveLength(before);
  await stream.send(reported(2, 'webhook.disabled', 'orders-desk'));
  await pass(place, 0);
  const disabled = webhook('orders-desk', { status: 'disabled', reason: 'gone' });
  await answer(place, 200, { at: place.now, webhook: disabled });
  expect(result.current.status).toBe('disabled');
  await pass(place, 5_000);
  await answer(place, 404, { code: 'NOT_FOUND', detail: 'there is none' });
  expect(result.current).toMatchObject({ status: 'missing', webhook: undefined, error: undefined });
});

test('without an id nothing is asked for', async () => {
  const { result, place } = renderHook(({ environment }) => {
    const one = useWebhook(undefined, { environment });
    const deliveries = useWebhookDeliveries(undefined, { environment });
    const delivery = useWebhookDelivery('h', undefined, { environment });
    return [one.status, deliveries.deliveries.length, delivery.status];
  }, {});
  await pass(place, 60_000);
  expect(result.current).toEqual(['reading', 0, 'reading']);
  expect([place.requests, place.held]).toEqual([[], 0]);
});

test('deliveries are read page by page, in a state [W3]', async () => {
  const { result, place, rerender } = renderHook<
    ReturnType<typeof useWebhookDeliveries>,
    { readonly next?: string }
  >(
    ({ environment, next }) =>
      useWebhookDeliveries('a b', {
        ...{ environment, state: 'pending', limit: 2 },
        ...(next !== undefined && { next }),
      }),
    {},
  );
  await pass(place, 0);
  expect(pathsOf(place)).toEqual(['/webhooks/a%20b/deliveries?state=pending&limit=2']);
  const pending = delivery('2', { state: 'pending', nextAttemptAt: place.now + 60_000 });
  await answer(place, 200, { at: place.now, deliveries: [pending], next: 'behind' });
  expect(result.current).toMatchObject({ deliveries: [pending], next: 'behind', isLoading: false });
  rerender({ next: 'behind' });
  expect(result.current).toMatchObject({ deliveries: [], isLoading: true });
  await pass(place, 0);
  expect(pathsOf(place).at(-1)).toMatch(/&limit=2&next=behind$/);
});

test('one delivery is read with its attempts, or is missing', async () => {
  const { result, place } = renderHook(
    ({ environment }) => useWebhookDelivery('h', '17-42', { environment }),
    {},
  );
  await pass(place, 0);
  expect(pathsOf(place)).toEqual(['/webhooks/h/deliveries/17-42']);
  const attempts = [{ at: 1, tookMs: 42, status: 204 }];
  const request = { headers: {}, body: '{}' };
  const detail = { ...delivery('17-42'), request, attempts };
  await answer(place, 200, { at: place.now, delivery: detail });
  expect(result.current).toMatchObject({ status: 'delivered', delivery: { attempts } });
  await pass(place, 5_000);
  await answer(place, 404, { code: 'NOT_FOUND', detail: 'kept no longer' });
  expect(result.current).toMatchObject({ status: 'missing', delivery: undefined });
});

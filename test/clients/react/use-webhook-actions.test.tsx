import {
  useWebhook,
  useWebhookActions,
  type WebhookActions,
} from '../../../clients/react/index.ts';
import type { FakeEnvironment } from '../browser/fake-environment.ts';
import { doing, renderHook } from './render-hook.tsx';
import { asksOf, webhook } from './webhooks.ts';

const sentBy = (place: FakeEnvironment) => {
  const { url, init } = asksOf(place).at(-1) ?? {};
  const body = init?.body === undefined ? undefined : JSON.parse(String(init.body));
  return [init?.method, url?.pathname, body];
};

const answer = (place: FakeEnvironment, status: number, body: object) =>
  doing(() => asksOf(place).at(-1)?.answer(status, body));

const url = 'https://orders.example.com/hooks';

test.each<[string, (actions: WebhookActions) => Promise<unknown>, readonly unknown[]]>([
  ['create', ({ create }) => create({ url }), ['POST', '/webhooks', { url }]],
  [
    'change',
    ({ change }) => change('a b', { timeoutMs: 5_000 }),
    ['PATCH', '/webhooks/a%20b', { timeoutMs: 5_000 }],
  ],
  ['pause', ({ pause }) => pause('h'), ['PATCH', '/webhooks/h', { status: 'paused' }]],
  ['enable', ({ enable }) => enable('h'), ['PATCH', '/webhooks/h', { status: 'enabled' }]],
  ['remove', ({ remove }) => remove('h'), ['DELETE', '/webhooks/h', undefined]],
  [
    'rotate',
    ({ rotate }) => rotate('h', { overlapSeconds: 60 }),
    ['POST', '/webhooks/h/rotate', { overlapSeconds: 60 }],
  ],
  [
    'rotate with the standard overlap',
    ({ rotate }) => rotate('h'),
    ['POST', '/webhooks/h/rotate', {}],
  ],
  ['test', ({ test: send }) => send('h'), ['POST', '/webhooks/h/test', {}]],
  [
    'redeliver',
    ({ redeliver }) => redeliver('h', '17-42'),
    ['POST', '/webhooks/h/deliveries/17-42/redeliver', {}],
  ],
  [
    'recover',
    ({ recover }) => recover('h', { since: 0, until: 60_000 }),
    [
      'POST',
      '/webhooks/h/recover',
      { since: '1970-01-01T00:00:00.000Z', until: '1970-01-01T00:01:00.000Z' },
    ],
  ],
  [
    'recover until now',
    ({ recover }) => recover('h', { since: 0 }),
    ['POST', '/webhooks/h/recover', { since: '1970-01-01T00:00:00.000Z' }],
  ],
])('%s is one request, and a refusal is a result', async (_what, act, sent) => {
  const { result, place } = renderHook(({ environment }) => useWebhookActions({ environment }), {});
  let outcome: unknown;
  await doing(() => {
    void act(result.current).then(given => {
      outcome = given;
    });
  });
  expect(asksOf(place)).toHaveLength(1);
  expect(sentBy(place)).toEqual(sent);
  await answer(place, 409, { code: 'WEBHOOK_CHANGED', detail: 'another version' });
  expect(outcome).toMatchObject({ kind: 'refused', problem: { code: 'WEBHOOK_CHANGED' } });
});

test('what the page shows is read at once after something was done, and once more when it had time to take effect', async () => {
  const { result, place } = renderHook(({ environment }) => {
    const { status } = useWebhook('h', { environment });
    return { status, actions: useWebhookActions({ environment }) };
  }, {});
  await doing(() => place.pass(0));
  await answer(place, 200, { at: place.now, webhook: webhook('h') });
  await doing(() => void result.current.actions.pause('h'));
  const paused = { at: place.now, webhook: webhook('h', { status: 'paused' }) };
  await answer(place, 200, paused);
  await doing(() => place.pass(0));
  expect(sentBy(place)).toEqual(['GET', '/webhooks/h', undefined]);
  await answer(place, 200, paused);
  expect(result.current.status).toBe('paused');
  const before = asksOf(place).length;
  await doing(() => place.pass(2_000));
  expect(asksOf(place)).toHaveLength(before + 1);
});

import { Identity } from '../../../tools/client/identity.ts';
import type { WebhookCommand } from '../../../tools/client/webhook-command.ts';
import { WebhookSession } from '../../../tools/client/webhook-session.ts';

const identity = new Identity({ kind: 'token', token: 'a.b.c' }, () => Promise.reject(new Error()));
const never = new AbortController().signal;
const name = 'webhook' as const;

/** A session, and what it asks of an API that answers so. */
function sessionOn(...answers: readonly (readonly [number, unknown])[]) {
  const asked: string[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    const { pathname, search } = new URL(String(url));
    asked.push([init?.method, pathname + search, init?.body].filter(Boolean).join(' '));
    const [status, answer] = answers[asked.length - 1] ?? [];
    if (status === undefined) throw new TypeError('fetch failed');
    return Response.json(answer, { status });
  });
  const session = new WebhookSession({
    endpoints: { channelUrls: {}, managementUrl: 'https://m.example/' },
    timeoutMs: 1_000,
    signIn: async () => identity,
  });
  return { asked, run: (command: WebhookCommand) => session.run(command, never), session };
}

afterEach(() => jest.restoreAllMocks());

const webhook = { webhookId: 'desk', status: 'enabled' };
const delivery = { deliveryId: '1-2' };

test('all are read, page by page, and their ids are known from then on', async () => {
  const { asked, run, session } = sessionOn(
    [200, { webhooks: [webhook], next: 'n' }],
    [200, { webhooks: [{ webhookId: 'other' }] }],
  );
  expect(await run({ name: 'webhooks' })).toEqual({
    ending: 'done',
    data: { webhooks: [webhook, { webhookId: 'other' }] },
  });
  expect(asked).toEqual(['GET /webhooks?limit=100', 'GET /webhooks?limit=100&next=n']);
  expect(session.webhookIds).toEqual(['desk', 'other']);
});

test('one is shown with what was sent last', async () => {
  const { asked, run, session } = sessionOn(
    [200, { at: 1, webhook }],
    [200, { at: 1, deliveries: [delivery], next: 'n' }],
  );
  expect(await run({ name, what: 'show', webhookId: 'desk' })).toEqual({
    ending: 'done',
    data: { what: 'show', webhookId: 'desk', webhook, deliveries: [delivery] },
  });
  expect(asked).toEqual(['GET /webhooks/desk', 'GET /webhooks/desk/deliveries?limit=5']);
  expect(session.deliveryIds).toEqual(['1-2']);
  session.forget();
  expect([session.webhookIds, session.deliveryIds]).toEqual([[], []]);
});

test.each<[WebhookCommand, string, object]>([
  [
    { name, what: 'add', request: { url: 'https://x.example/' } },
    'POST /webhooks {"url":"https://x.example/"}',
    { webhook, secret: 'whsec_1' },
  ],
  [{ name, what: 'test', webhookId: 'desk' }, 'POST /webhooks/desk/test {}', delivery],
  [
    { name, what: 'pause', webhookId: 'desk' },
    'PATCH /webhooks/desk {"status":"paused"}',
    { webhook },
  ],
  [
    { name, what: 'change', webhookId: 'desk', change: { retryAttempts: 0 } },
    'PATCH /webhooks/desk {"retryAttempts":0}',
    { webhook },
  ],
  [
    { name, what: 'resume', webhookId: 'desk' },
    'PATCH /webhooks/desk {"status":"enabled"}',
    { webhook },
  ],
  [{ name, what: 'remove', webhookId: 'desk' }, 'DELETE /webhooks/desk', { removed: true }],
  [
    { name, what: 'rotate', webhookId: 'desk' },
    'POST /webhooks/desk/rotate {}',
    { secret: 'whsec_2', previousUntil: 5 },
  ],
  [
    { name, what: 'rotate', webhookId: 'desk', overlapSeconds: 0 },
    'POST /webhooks/desk/rotate {"overlapSeconds":0}',
    { secret: 'whsec_2', previousUntil: 5 },
  ],
  [
    { name, what: 'recover', webhookId: 'desk', since: '1', until: '2' },
    'POST /webhooks/desk/recover {"since":"1","until":"2"}',
    { since: 1, until: 2 },
  ],
  [
    { name, what: 'deliveries', webhookId: 'desk', state: 'pending' },
    'GET /webhooks/desk/deliveries?state=pending&limit=50',
    { deliveries: [delivery] },
  ],
  [
    { name, what: 'delivery', webhookId: 'desk', deliveryId: '1-2' },
    'GET /webhooks/desk/deliveries/1-2',
    { delivery },
  ],
  [
    { name, what: 'redeliver', webhookId: 'desk', deliveryId: '1-2' },
    'POST /webhooks/desk/deliveries/1-2/redeliver {}',
    delivery,
  ],
])('%j asks once, and says what was done', async (command, request, answer) => {
  const { asked, run } = sessionOn([200, answer]);
  expect(await run(command)).toMatchObject({
    ...{ ending: 'done', data: { ...answer, what: command.name === name && command.what } },
  });
  expect(asked).toEqual([request]);
});

test('what is removed is not offered any more', async () => {
  const { run, session } = sessionOn([200, { webhook }], [200, { removed: true }]);
  await run({ name, what: 'pause', webhookId: 'desk' });
  expect(session.webhookIds).toEqual(['desk']);
  await run({ name, what: 'remove', webhookId: 'desk' });
  expect(session.webhookIds).toEqual([]);
});

test.each([
  [409, 'WEBHOOK_NOT_ENABLED', '`webhook resume ID` first'],
  [409, 'WEBHOOK_EXISTS', '`--id` takes another name; `webhook ID` shows the one that there is'],
  [
    409,
    'WEBHOOK_MAKER_CHANGES',
    'whoever takes it over names its URL and channels: on the page Webhooks, or by PATCH',
  ],
  [
    404,
    'NOT_FOUND',
    '`webhooks` lists those that you manage, `webhook deliveries ID` what was sent',
  ],
  [403, 'ROLE_NOT_ALLOWED', 'this role may not: `auth` as someone who may'],
])('a refusal with %d %s comes with what can be done about it', async (status, code, next) => {
  const { run } = sessionOn([status, { code, detail: 'received … expected …' }]);
  expect(await run({ name, what: 'test', webhookId: 'desk' })).toEqual({
    ...{ ending: 'refused', code, message: 'received … expected …', next },
  });
});

test('a stack that has no webhooks is older than this client', async () => {
  const detail = 'received the path /webhooks; expected one of /openapi.json';
  const { run } = sessionOn([404, { code: 'NOT_FOUND', detail }]);
  expect(await run({ name: 'webhooks' })).toEqual({
    ...{ ending: 'refused', code: 'NO_WEBHOOKS', message: 'this stack has no webhooks' },
    next: 'it is older than this client: deploy it again',
  });
});

test('without an answer nobody knows whether it was done', async () => {
  const { run } = sessionOn();
  expect(await run({ name: 'webhooks' })).toMatchObject({ ending: 'unreachable' });
});

import { createWebhook, type NewWebhook } from '../../../../core/webhook/manage/create-webhook.ts';
import {
  admin,
  kim,
  lane,
  MemoryWebhooks,
  managing,
  webhook,
} from '../../../support/memory-webhooks.ts';

const wish: NewWebhook = {
  ...{ webhookId: 'orders', url: 'https://orders.example.com/hooks', channels: ['bets', 'bets'] },
  ...{ types: ['BET_MATCHED', 'stream.*', 'BET_MATCHED'], format: 'standard', signature: 'v1' },
};
const nowMs = 1_795_262_400_000;

test('a new webhook begins at the head of the log, with what the deployment says, and is woken once all know it [W3]', async () => {
  const { ports, webhooks, woken } = managing();
  expect(await createWebhook(wish, kim, ports)).toMatchObject({ secret: 'whsec_1' });
  expect(webhooks.kept.get('orders')).toEqual({
    webhook: {
      ...{ webhookId: 'orders', laneId: '00000001', url: 'https://orders.example.com/hooks' },
      ...{ channels: ['bets'], types: ['BET_MATCHED', 'stream.*'], format: 'standard' },
      ...{
        signature: 'v1',
        retryAttempts: 5,
        timeoutMs: 7_000,
        status: 'enabled',
        creatorId: 'kim',
      },
      maker: { userId: 'kim', role: 'operator', permissions: [] },
      creatorId: 'kim',
      keys: [{ sealed: 'sealed-1', createdAtMs: nowMs }],
      ...{ createdAtMs: nowMs, updatedAtMs: nowMs, version: 1 },
    },
    lane: {
      ...{ cursor: { epoch: 'abc', seq: 41 }, parked: 0, failuresInARow: 0, slowness: 0 },
      dueAtMs: nowMs + 3_000,
    },
  });
  expect(woken).toEqual([[['orders'], 3]]);
});

test('its maker is all that the token says, and the role that they are listed with', async () => {
  const { ports, webhooks } = managing([], { makers: { listedRoleOf: async () => 'admin' } });
  const manager = {
    ...{ userId: 'kim', role: 'admin', permissions: ['workflow:read'], addresses: ['GABC'] },
    ...{ tokenId: 't-1', sessionId: 's-1', issuedAtMs: 5 },
  };
  await createWebhook(wish, manager, ports);
  expect(webhooks.kept.get('orders')?.webhook.maker).toEqual({
    ...{ userId: 'kim', role: 'admin', permissions: ['workflow:read'], addresses: ['GABC'] },
    ...{ tokenId: 't-1', sessionId: 's-1', issuedAtMs: 5, listedRole: 'admin' },
  });
});

test.each([
  ['admin', 'operator', false],
  ['admin', 'admin', true],
  ['operator', 'admin', true],
  // What is no role of the staff says nothing of it: the backend keeps others there.
  ['admin', 'user', true],
  ['operator', undefined, true],
])(
  'a token with the role %s of whom Users lists as %s: it is made is %s [W3]',
  async (role, listedRole, isMade) => {
    const { ports, webhooks } = managing([], { makers: { listedRoleOf: async () => listedRole } });
    const made = createWebhook(wish, { ...kim, role }, ports);
    if (isMade) await made;
    else {
      await expect(made).rejects.toMatchObject({
        problem: { status: 403, code: 'ROLE_NOT_ALLOWED' },
      });
    }
    expect(webhooks.kept.has('orders')).toBe(isMade);
  },
);

test('queues and buses of AWS are for admins [W3]', async () => {
  const { ports } = managing([], { urlDefect: () => undefined });
  const queue = { ...wish, url: 'arn:aws:sqs:eu-west-1:123456789012:q' };
  await expect(createWebhook(queue, kim, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 403, code: 'ROLE_NOT_ALLOWED' },
      detail: 'received an ARN and the role operator; expected an https URL, or the role admin',
    },
  });
  expect((await createWebhook(queue, admin, ports)).webhook.url).toBe(queue.url);
});

test('all channels are none by name; its own number of attempts and timeout hold; v1a has no secret', async () => {
  const { ports, webhooks } = managing();
  const own = { ...wish, channels: ['*'] as const, signature: 'v1a' as const };
  const made = await createWebhook({ ...own, retryAttempts: 0, timeoutMs: 1_000 }, kim, ports);
  expect([made.secret, made.publicKey]).toEqual([undefined, 'whpk_1']);
  const { channels, retryAttempts, timeoutMs } = webhooks.kept.get('orders')?.webhook ?? {};
  expect([channels, retryAttempts, timeoutMs]).toEqual([undefined, 0, 1_000]);
});

test.each([
  ['a URL that nothing is posted to', { url: 'http://x' }, 400, 'url: expected an https URL'],
  ['* beside a name', { channels: ['*', 'global'] }, 400, 'expected * alone, or names'],
  [
    'what webhooks report of themselves',
    { types: ['*', 'webhook.exhausted'] },
    400,
    'received the type webhook.exhausted; expected others',
  ],
  [
    'a channel that an operator may not read',
    { channels: ['bets', 'finance'] },
    403,
    'received the role operator, which may not read the channel finance',
  ],
  ['every channel’s', { channels: ['global'] }, 403, 'may not read the channel global'],
])('one with %s is refused, and nothing is kept [W3]', async (_title, changes, status, detail) => {
  const { ports, webhooks, woken } = managing();
  const refusal = createWebhook({ ...wish, ...changes } as NewWebhook, kim, ports);
  await expect(refusal).rejects.toMatchObject({
    problem: { status, detail: expect.stringContaining(detail) },
  });
  expect([webhooks.kept.size, woken]).toEqual([0, []]);
});

test('an admin may have the channels of admins', async () => {
  const { ports } = managing();
  const made = await createWebhook({ ...wish, channels: ['finance', 'global'] }, admin, ports);
  expect(made.webhook.channels).toEqual(['finance', 'global']);
});

test('an id that there is is refused, to whoever made it as well: no secret is shown twice [W3]', async () => {
  const { ports } = managing([{ webhook: webhook({ webhookId: 'orders' }), lane: lane() }]);
  for (const who of [kim, admin]) {
    await expect(createWebhook(wish, who, ports)).rejects.toMatchObject({
      problem: { status: 409, code: 'WEBHOOK_EXISTS' },
    });
  }
});

test.each([
  ['operator', 20],
  ['admin', 100],
])('one %s sets up %i, and no more [W3]', async (role, most) => {
  const { ports, webhooks } = managing();
  for (let made = 0; made < most; made += 1) {
    await createWebhook({ ...wish, webhookId: `w${made}` }, { ...kim, role }, ports);
  }
  await expect(createWebhook(wish, { ...kim, role }, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 409, code: 'WEBHOOKS_FULL' },
      detail: `received a webhook beyond the ${most} that one ${role} may set up; expected one of theirs to be removed before`,
    },
  });
  await createWebhook(wish, { ...admin, userId: 'other' }, ports);
  expect(webhooks.kept.size).toBe(most + 1);
});

test('beyond as many as a stack may have none is made', async () => {
  const { ports, woken } = managing();
  const full = { ...ports, webhooks: new MemoryWebhooks([], 0) };
  await expect(createWebhook(wish, kim, full)).rejects.toMatchObject({
    problem: { status: 409, code: 'WEBHOOKS_FULL', detail: expect.stringContaining('the 200') },
  });
  expect(woken).toEqual([]);
});

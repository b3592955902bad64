import { changeWebhook } from '../../../../core/webhook/manage/change-webhook.ts';
import type { WebhookChange } from '../../../../core/wire/management/webhooks.ts';
import { admin, kim, lane, managing, olga, webhook } from '../../../support/memory-webhooks.ts';

const nowMs = 1_795_262_400_000;
const disabled = webhook({ status: 'disabled', reason: 'failing', channels: ['bets'] });
const failing = lane({
  ...{ failuresInARow: 9, failingSinceMs: 5, slowness: 2, slowUntilMs: 6 },
});

test('enabled again it forgets why it was disabled and that it failed, and goes on where it was [W3]', async () => {
  const { ports, woken } = managing([{ webhook: disabled, lane: failing }]);
  const changed = await changeWebhook('desk', { status: 'enabled' }, kim, ports);
  expect(changed.webhook).toMatchObject({ status: 'enabled', version: 2, updatedAtMs: nowMs });
  expect(changed.webhook).not.toHaveProperty('reason');
  expect(changed.lane).toEqual({
    ...{ cursor: { epoch: 'abc', seq: 7 }, parked: 0, failuresInARow: 0, slowness: 0 },
    dueAtMs: nowMs + 3_000,
  });
  expect(woken).toEqual([[['desk'], 3]]);
});

test.each<[string, WebhookChange, object]>([
  ['its URL', { url: 'https://new.example.com/' }, { url: 'https://new.example.com/' }],
  ['its channels', { channels: ['fights', 'fights'] }, { channels: ['fights'] }],
  ['all channels', { channels: ['*'] }, { channels: undefined }],
  ['its types', { types: ['NEW_BET'] }, { types: ['NEW_BET'] }],
  ['its format', { format: 'slack' }, { format: 'slack' }],
  ['its description', { description: 'of the desk' }, { description: 'of the desk' }],
  [
    'its attempts and its time',
    { retryAttempts: 0, timeoutMs: 1_000 },
    { retryAttempts: 0, timeoutMs: 1_000 },
  ],
  ['that it pauses', { status: 'paused' }, { status: 'paused', reason: undefined }],
])('%s changes, and nothing else does but its maker’s token', async (_title, wish, differences) => {
  const before = webhook({ channels: ['bets'], description: 'x' });
  const { ports } = managing([{ webhook: before, lane: lane() }]);
  const { webhook: after } = await changeWebhook('desk', wish, kim, ports);
  expect(after).toEqual({
    ...{ ...before, maker: { userId: 'kim', role: 'operator', permissions: [] } },
    ...{ updatedAtMs: nowMs, version: 2, ...differences },
  });
});

test.each<WebhookChange>([
  { status: 'paused' },
  { status: 'enabled' },
  { description: 'of the desk', retryAttempts: 0, timeoutMs: 1_000 },
])('%j by someone else leaves it its maker’s: it reads with no other eyes [W3]', async wish => {
  const { ports } = managing([{ webhook: webhook(), lane: lane() }]);
  const { webhook: after } = await changeWebhook('desk', wish, admin, ports);
  expect(after).toEqual({ ...webhook(), ...wish, updatedAtMs: nowMs, version: 2 });
});

test.each<WebhookChange>([
  { types: ['NEW_BET'] },
  { format: 'slack' },
  { url: 'https://new.example.com/' },
  { channels: ['finance'] },
])('%j alone takes no other’s over: URL and channels are said together [W3]', async wish => {
  const { ports, webhooks, woken } = managing([{ webhook: webhook(), lane: lane() }]);
  await expect(changeWebhook('desk', wish, admin, ports)).rejects.toMatchObject({
    problem: {
      ...{ status: 409, code: 'WEBHOOK_MAKER_CHANGES' },
      detail: expect.stringContaining('expected url and channels in the same change'),
    },
  });
  expect([webhooks.kept.get('desk')?.webhook, woken]).toEqual([webhook(), []]);
});

test('with URL and channels another’s is taken over', async () => {
  const { ports } = managing([{ webhook: webhook(), lane: lane() }]);
  const wish: WebhookChange = { url: 'https://new.example.com/', channels: ['*'] };
  const { webhook: after } = await changeWebhook('desk', wish, admin, ports);
  expect(after).toMatchObject({ url: 'https://new.example.com/', creatorId: 'kim' });
  expect(after.maker).toEqual({ userId: 'root', role: 'admin', permissions: [] });
});

test.each(['maker_revoked', 'maker_demoted'] as const)(
  'one that is disabled because of %s is enabled by someone else only with URL and channels, by its maker at once [W3]',
  async reason => {
    const left = { webhook: webhook({ status: 'disabled', reason }), lane: lane() };
    const { ports } = managing([left]);
    await expect(changeWebhook('desk', { status: 'enabled' }, admin, ports)).rejects.toMatchObject({
      problem: { code: 'WEBHOOK_MAKER_CHANGES' },
    });
    const wish: WebhookChange = {
      status: 'enabled',
      url: 'https://x.example/',
      channels: ['bets'],
    };
    const taken = await changeWebhook('desk', wish, admin, managing([left]).ports);
    expect(taken.webhook).toMatchObject({ status: 'enabled', maker: { userId: 'root' } });
    const own = await changeWebhook('desk', { status: 'enabled' }, kim, managing([left]).ports);
    expect(own.webhook).toMatchObject({ status: 'enabled', maker: { role: 'operator' } });
  },
);

test('whose token says more than Users does is not its maker; pausing another’s takes no such look', async () => {
  const listed = { makers: { listedRoleOf: async () => 'operator' } };
  const own = webhook({ maker: { userId: 'root', role: 'admin', permissions: [] } });
  const { ports } = managing([{ webhook: own, lane: lane() }], listed);
  await expect(changeWebhook('desk', { types: ['*'] }, admin, ports)).rejects.toMatchObject({
    problem: { status: 403, code: 'ROLE_NOT_ALLOWED' },
  });
  const others = managing([{ webhook: webhook(), lane: lane() }], listed);
  const paused = await changeWebhook('desk', { status: 'paused' }, admin, others.ports);
  expect(paused.webhook.status).toBe('paused');
});

test('what posted to a queue for an admin goes on there for no operator; pausing it does [W3]', async () => {
  const queue = webhook({
    url: 'arn:aws:sqs:eu-west-1:123456789012:q',
    maker: { userId: 'kim', role: 'admin', permissions: [] },
  });
  const found = [{ webhook: queue, lane: lane() }];
  for (const wish of [{ types: ['*'] }, { url: queue.url }] as WebhookChange[]) {
    await expect(changeWebhook('desk', wish, kim, managing(found).ports)).rejects.toMatchObject({
      problem: { status: 403, code: 'ROLE_NOT_ALLOWED' },
    });
  }
  const paused = await changeWebhook('desk', { status: 'paused' }, kim, managing(found).ports);
  expect(paused.webhook).toMatchObject({ status: 'paused', maker: { role: 'operator' } });
});

test('one that stays disabled keeps its reason, and is not woken', async () => {
  const { ports, woken } = managing([{ webhook: disabled, lane: failing }]);
  const changed = await changeWebhook('desk', { description: 'x' }, kim, ports);
  expect(changed).toMatchObject({
    webhook: { status: 'disabled', reason: 'failing' },
    lane: { failuresInARow: 9 },
  });
  expect(woken).toEqual([]);
});

test('its maker’s change gives it what they may read now [W3]', async () => {
  const made = webhook({ maker: { userId: 'kim', role: 'admin', permissions: ['workflow:read'] } });
  const { ports } = managing([{ webhook: made, lane: lane() }], {
    makers: { listedRoleOf: async () => 'operator' },
  });
  const { webhook: after } = await changeWebhook('desk', { description: 'x' }, kim, ports);
  expect(after.maker).toEqual({
    ...{ userId: 'kim', role: 'operator', permissions: [], listedRole: 'operator' },
  });
});

test('of another operator’s nothing is said, whatever is wished of it', async () => {
  const { ports, webhooks } = managing([{ webhook: webhook(), lane: lane() }]);
  const detail = 'received desk; expected the id of a webhook that the caller manages';
  for (const wish of [{ url: 'http://x' }, { channels: ['finance'] }] as WebhookChange[]) {
    await expect(changeWebhook('desk', wish, olga, ports)).rejects.toMatchObject({
      problem: { status: 404, code: 'NOT_FOUND', detail },
    });
  }
  expect(webhooks.kept.get('desk')?.webhook.version).toBe(1);
});

test('a channel that they may not read is refused', async () => {
  const { ports } = managing([{ webhook: webhook(), lane: lane() }]);
  await expect(changeWebhook('desk', { channels: ['users'] }, kim, ports)).rejects.toMatchObject({
    problem: { status: 403, code: 'CHANNEL_NOT_ALLOWED' },
  });
});

test.each<WebhookChange>([
  { status: 'enabled' },
  { url: 'https://new.example.com/' },
  { types: ['*'], status: 'enabled' },
])(
  'nor does %j leave it with a channel that they may not read: nothing would be sent',
  async wish => {
    const found = { webhook: webhook({ channels: ['bets', 'users'] }), lane: lane() };
    const { ports, webhooks, woken } = managing([found]);
    await expect(changeWebhook('desk', wish, kim, ports)).rejects.toMatchObject({
      problem: { status: 403, code: 'CHANNEL_NOT_ALLOWED' },
    });
    expect([webhooks.kept.get('desk'), woken]).toEqual([found, []]);
  },
);

test('they may always pause it, and put others in the place of its channels', async () => {
  const found = { webhook: webhook({ channels: ['users'] }), lane: lane() };
  const { ports } = managing([found]);
  const paused = await changeWebhook('desk', { status: 'paused' }, kim, ports);
  expect(paused.webhook.status).toBe('paused');
  const wish = { status: 'enabled', channels: ['bets'] } as const;
  const changed = await changeWebhook(
    'desk',
    { ...wish, channels: [...wish.channels] },
    kim,
    ports,
  );
  expect(changed.webhook).toMatchObject({ status: 'enabled', channels: ['bets'] });
});

test('what others change between its read and its write is kept; after five times it is refused', async () => {
  const { ports, webhooks } = managing([{ webhook: webhook(), lane: lane() }]);
  let others = 0;
  let most = 4;
  webhooks.beforeReplace = () => {
    const found = webhooks.kept.get('desk');
    if (found === undefined || others === most) return;
    others += 1;
    const version = found.webhook.version + 1;
    const theirs = { ...found.webhook, version, description: `their ${others}` };
    webhooks.kept.set('desk', { ...found, webhook: theirs });
  };
  const changed = await changeWebhook('desk', { types: ['NEW_BET'] }, kim, ports);
  expect(changed.webhook).toMatchObject({
    ...{ types: ['NEW_BET'], description: 'their 4', version: 6 },
  });
  others = 0;
  most = 5;
  await expect(changeWebhook('desk', { types: ['*'] }, kim, ports)).rejects.toMatchObject({
    problem: { status: 409, code: 'WEBHOOK_CHANGED' },
  });
  expect(webhooks.kept.get('desk')?.webhook.types).toEqual(['NEW_BET']);
});

test('one that goes meanwhile is not there', async () => {
  const { ports, webhooks, woken } = managing([{ webhook: webhook(), lane: lane() }]);
  webhooks.beforeReplace = () => webhooks.kept.clear();
  await expect(changeWebhook('desk', { types: ['*'] }, kim, ports)).rejects.toMatchObject({
    problem: { status: 404 },
  });
  expect(woken).toEqual([]);
});

import { isForWebhook } from '../../../core/webhook/is-for-webhook.ts';
import type { WebhookMaker } from '../../../core/webhook/stored-webhook.ts';
import type { ChannelEvent } from '../../../core/wire/event.ts';

const event = (changes: Partial<ChannelEvent>): ChannelEvent => ({
  ...{ id: 'e1', type: 'NEW_BET', timestamp: 1, priority: 'normal', source: 'Bets' },
  ...{ version: '1.0', channel: 'bets', data: {} },
  ...changes,
});
const to = (target: object) => ({ metadata: { target } }) as Partial<ChannelEvent>;

/** One event of each rule by which readers are distinguished. */
const events = {
  bet: event({}),
  payout: event({ channel: 'finance', type: 'PAYOUT_PROCESSED' }),
  ban: event({ channel: 'users', type: 'USER_BANNED' }),
  workflow: event({ channel: 'workflows', type: 'workflow.created' }),
  hidden: event({
    ...{ channel: 'workflows', type: 'workflow.created' },
    data: { visibleTo: { permissions: ['compliance'] } },
  }),
  anasStream: event({
    ...{ channel: 'payment-streams', type: 'stream.created' },
    data: { sender: 'ana', recipient: 'GABC' },
  }),
  toAna: event({ channel: 'inbox', type: 'notification', ...to({ users: ['ana'] }) }),
  toOperators: event({ channel: 'inbox', type: 'notification', ...to({ roles: ['operator'] }) }),
  ofWebhooks: event({ channel: 'system', type: 'webhook.exhausted' }),
};

const maker = (changes: Partial<WebhookMaker>): WebhookMaker => ({
  ...{ userId: 'kim', role: 'operator', permissions: [] },
  ...changes,
});

function sentTo(changes: Partial<WebhookMaker>, channels?: readonly ChannelEvent['channel'][]) {
  const webhook = { channels, types: ['*'], maker: maker(changes) };
  return Object.entries(events).flatMap(([name, one]) =>
    isForWebhook(one, webhook) ? [name] : [],
  );
}

test.each<[string, Partial<WebhookMaker>, readonly string[]]>([
  ['an admin', { role: 'admin' }, ['bet', 'payout', 'ban', 'workflow', 'anasStream']],
  ['an operator', {}, ['bet', 'workflow', 'anasStream', 'toOperators']],
  [
    'an operator with a permission',
    { permissions: ['compliance'] },
    ['bet', 'workflow', 'hidden', 'anasStream', 'toOperators'],
  ],
  ['who is no staff by now', { role: 'bettor' }, []],
  ['one side of a payment stream', { role: 'bettor', addresses: ['GABC'] }, ['anasStream']],
  ['whom an event is for', { userId: 'ana', role: 'bettor' }, ['anasStream', 'toAna']],
])('the webhook of %s is sent what they may read, and nothing else [W3]', (_title, who, names) => {
  expect(sentTo(who)).toEqual(names);
});

test('a channel that its maker may not read any more counts as not there [W3]', () => {
  expect(sentTo({ role: 'admin' }, ['finance', 'bets'])).toEqual(['bet', 'payout']);
  expect(sentTo({ role: 'operator' }, ['finance', 'bets'])).toEqual(['bet']);
  expect(sentTo({ role: 'operator' }, ['finance', 'global'])).toEqual([]);
});

test('by global an admin’s is sent all that admins see; of webhooks themselves never anything [W3]', () => {
  expect(sentTo({ role: 'admin' }, ['global'])).toEqual([
    ...['bet', 'payout', 'ban', 'workflow', 'anasStream', 'toAna', 'toOperators'],
  ]);
  expect(sentTo({ role: 'admin' }, ['system', 'global'])).not.toContain('ofWebhooks');
});

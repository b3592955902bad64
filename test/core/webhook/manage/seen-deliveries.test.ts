import { redeliver } from '../../../../core/webhook/manage/redeliver.ts';
import { findDelivery, listDeliveries } from '../../../../core/webhook/manage/seen-deliveries.ts';
import type { ChannelEvent } from '../../../../core/wire/event.ts';
import { admin, delivery, kim, lane, managing, webhook } from '../../../support/memory-webhooks.ts';

const event = (changes: Partial<ChannelEvent>): ChannelEvent => ({
  ...{ id: 'e1', type: 'NEW_BET', timestamp: 1, priority: 'normal', source: 'Bets' },
  ...{ version: '1.0', channel: 'bets', data: {} },
  ...changes,
});

/** What an admin with permissions was sent, one of each rule. */
const sent = {
  bet: delivery({ deliveryId: 'bet', event: event({}) }),
  payout: delivery({
    deliveryId: 'payout',
    event: event({ channel: 'finance', type: 'PAYOUT_PROCESSED' }),
  }),
  legal: delivery({
    deliveryId: 'legal',
    event: event({
      ...{ channel: 'workflows', type: 'workflow.created' },
      data: { visibleTo: { permissions: ['legal'] } },
    }),
  }),
  toAna: delivery({
    deliveryId: 'toAna',
    event: event({
      ...{ channel: 'inbox', type: 'notification' },
      metadata: { target: { users: ['ana'] } },
    }),
  }),
  test: delivery({
    ...{ deliveryId: 'test', cursor: undefined },
    event: event({ channel: 'system', type: 'webhook.test' }),
  }),
};

function world(most = 10) {
  const made = managing([{ webhook: webhook(), lane: lane() }]);
  for (const each of Object.values(sent).slice(0, most)) {
    made.deliveries.kept.set(`lane-1 ${each.deliveryId}`, each);
  }
  return made;
}

const operator = kim;
const lawyer = { ...kim, permissions: ['legal'] };

test.each([
  ['an operator', operator, ['bet', 'test']],
  ['an operator with the permission', lawyer, ['bet', 'legal', 'test']],
  ['an admin', admin, ['bet', 'payout', 'toAna', 'test']],
  [
    'an admin with the permission',
    { ...admin, permissions: ['legal'] },
    ['bet', 'payout', 'legal', 'toAna', 'test'],
  ],
  ['whose token is for one channel', { ...admin, channels: ['bets'] as const }, ['bet', 'test']],
])(
  '%s is shown of what was sent what they may read themselves, and sends that alone again [W3]',
  async (_title, who, names) => {
    const { ports, deliveries } = world();
    const { deliveries: listed } = await listDeliveries(
      ...[webhook(), { limit: 50 }, who, deliveries],
    );
    expect(listed.map(each => each.deliveryId).toSorted()).toEqual(names.toSorted());
    for (const deliveryId of Object.keys(sent)) {
      const found = findDelivery(webhook(), deliveryId, who, deliveries);
      const again = redeliver('desk', deliveryId, { ...who, userId: 'kim' }, ports);
      if (names.includes(deliveryId)) {
        expect((await found).deliveryId).toBe(deliveryId);
        await again.catch(() => undefined);
        continue;
      }
      for (const each of [found, again]) {
        await expect(each).rejects.toMatchObject({ problem: { status: 404, code: 'NOT_FOUND' } });
      }
    }
    expect([...deliveries.parked.keys()]).toEqual(names.map(name => `lane-1 ${name}`));
  },
);

test('a page that shows less still leads on', async () => {
  const store = { list: async () => ({ deliveries: [sent.payout], next: 'n' }) };
  expect(await listDeliveries(webhook(), { limit: 1 }, operator, store)).toEqual({
    ...{ deliveries: [], next: 'n' },
  });
});

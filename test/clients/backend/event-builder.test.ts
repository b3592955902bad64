import { event } from '../../../clients/backend/index.ts';
import { isStateEventType, payloadSchemas } from '../../../core/wire/payloads.ts';

test('an event is built step by step, and every step leaves the one before as it was [L3]', () => {
  const base = event('notification').to({ users: ['ana'] });
  const built = base
    .priority('high')
    .from('wallet')
    .about({ correlationId: 'trace-7', userId: 'root' })
    .key('payout-7')
    .data({ title: 'Payout done', own: 1 })
    .build();
  expect(built).toEqual({
    type: 'notification',
    target: { users: ['ana'] },
    priority: 'high',
    source: 'wallet',
    correlationId: 'trace-7',
    userId: 'root',
    idempotencyKey: 'payout-7',
    data: { title: 'Payout done', own: 1 },
  });
  expect(base.data({}).build()).toEqual({
    type: 'notification',
    target: { users: ['ana'] },
    data: {},
  });
});

test('targets add up, and a channel is an address as well', () => {
  const built = event('ODDS_UPDATE')
    .on('bets')
    .to({ users: ['ana'] })
    .to({ channels: ['system'] })
    .data({ fightId: 'f1' })
    .build();
  expect(built).toMatchObject({
    channel: 'bets',
    target: { users: ['ana'], channels: ['system'] },
  });
});

test('a type of its own holds any object', () => {
  const built = event('derby.intermission').on('fights').data({ minutes: 15 }).build();
  expect(built).toEqual({ type: 'derby.intermission', channel: 'fights', data: { minutes: 15 } });
});

test.each(Object.keys(payloadSchemas).filter(type => !isStateEventType(type)))(
  '%s can be built',
  type => {
    expect(
      event(type as 'notification')
        .on('bets')
        .data({})
        .build().type,
    ).toBe(type);
  },
);

test('the compiler refuses what the contract does [L3]', () => {
  const ana = { users: ['ana'] };
  const unused = () => {
    const notification = event('notification').to(ana);
    // @ts-expect-error a title is text
    notification.data({ title: 7 });
    const refund = event('payment.refunded').to(ana);
    // @ts-expect-error a refund has an amount
    refund.data({ paymentId: 'p1' });
    // @ts-expect-error no data
    notification.build();
    // @ts-expect-error no address
    event('notification').data({}).build();
    // @ts-expect-error no such channel
    event('notification').on('gossip');
    // @ts-expect-error made by state: publisher.bets.placed
    event('NEW_BET');
    // @ts-expect-error made by state: publisher.system.status
    event('SYSTEM_STATUS');
  };
  expect(unused).toBeInstanceOf(Function);
});

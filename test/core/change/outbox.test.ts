import { changeToEvents } from '../../../core/change/change-to-events.ts';
import { UnroundedNumber } from '../../../core/change/exact-number.ts';
import { outboxEvent } from '../../../core/change/outbox.ts';
import { changeOf, eventsOf, reasonFor, thresholds } from './change-of.ts';

const item = {
  eventId: 'e1',
  channel: 'bets',
  type: 'ODDS_UPDATE',
  data: { fightId: 'f1', red: 1.8, blue: 2.1 },
};

const personal = { eventId: 'e1', type: 'notification', data: { message: 'hola' } };

test('an item put becomes its own event, normal unless it says otherwise [L3]', () => {
  expect(eventsOf('Outbox', null, { ...item, ttl: 1_795_291_999 })).toEqual([
    {
      id: 'e1',
      type: 'ODDS_UPDATE',
      timestamp: 1_795_291_205_000,
      priority: 'normal',
      source: 'Outbox',
      version: '1.0',
      channel: 'bets',
      data: { fightId: 'f1', red: 1.8, blue: 2.1 },
    },
  ]);
});

test('priority, source, context, target and time are its own [L2]', () => {
  const sent = {
    ...item,
    priority: 'critical',
    source: 'risk-desk',
    userId: 'root',
    sessionId: 's-9',
    correlationId: 'trace-7',
    target: { roles: ['admin'], channels: ['system'] },
    createdAt: '2026-11-21T20:00:04.500Z',
  };
  expect(eventsOf('Outbox', null, sent)).toEqual([
    {
      id: 'e1',
      type: 'ODDS_UPDATE',
      timestamp: 1_795_291_204_500,
      priority: 'critical',
      source: 'risk-desk',
      version: '1.0',
      channel: 'bets',
      data: { fightId: 'f1', red: 1.8, blue: 2.1 },
      metadata: {
        userId: 'root',
        sessionId: 's-9',
        correlationId: 'trace-7',
        target: { roles: ['admin'], channels: ['system'] },
      },
    },
  ]);
});

test.each([
  ['users', { users: ['ana'] }],
  ['roles', { roles: ['operator'] }],
  ['connections', { connections: ['conn-1'] }],
])('an event addressed to %s needs no channel: its home is the inbox', (_list, target) => {
  const [event] = eventsOf('Outbox', null, { ...personal, target });
  expect(event).toMatchObject({ channel: 'inbox', metadata: { target } });
});

test('null counts as absent within a target, as Python writes None', () => {
  const none = { users: null, connections: null, channels: null };
  const [event] = eventsOf('Outbox', null, {
    ...personal,
    target: { ...none, roles: ['operator'] },
  });
  expect(event?.metadata).toEqual({ target: { roles: ['operator'] } });
  const nobody = { ...personal, target: { ...none, roles: null } };
  expect(changeToEvents(changeOf('Outbox', null, nobody), thresholds)).toMatchObject({
    problems: [{ field: 'channel', received: 'missing' }],
  });
  const [toAll] = eventsOf('Outbox', null, { ...item, target: { ...none, roles: null } });
  expect(toAll).toMatchObject({ channel: 'bets' });
});

test('null counts as absent in the documented fields of data, and is itself in others', () => {
  const data = { title: 'Hola', link: null, seat: null };
  const [event] = eventsOf('Outbox', null, { ...personal, data, target: { users: ['ana'] } });
  expect(event?.data).toEqual({ title: 'Hola', seat: null });
});

test('an addressed event stays at the channel it names', () => {
  const [event] = eventsOf('Outbox', null, { ...item, target: { users: ['ana'] } });
  expect(event?.channel).toBe('bets');
});

test("DynamoDB's sets arrive as lists", () => {
  const sent = {
    ...personal,
    data: { tags: new Set(['a', 'b']) },
    target: { users: new Set(['ana']) },
  };
  expect(eventsOf('Outbox', null, sent)).toMatchObject([
    { data: { tags: ['a', 'b'] }, metadata: { target: { users: ['ana'] } } },
  ]);
});

test('names that objects have of their own are fields like any other', () => {
  const data = JSON.parse('{"constructor":1,"__proto__":{"x":2},"toString":3}');
  const [event] = eventsOf('Outbox', null, { ...item, type: 'odd', data });
  expect(JSON.stringify(event?.data)).toBe('{"constructor":1,"__proto__":{"x":2},"toString":3}');
});

test.each([
  ['a type of its own', 'derby.intermission:start-2', {}],
  ['a dashboardUpdate', 'dashboardUpdate', { dashboard: 'night' }],
  ['a reportUpdate', 'reportUpdate', { reportId: 'r1', status: 'ready' }],
  ['a userUpdate', 'userUpdate', { userId: 'ana' }],
  ['a systemAlert', 'systemAlert', { component: 'api', message: 'slow' }],
  ['an EXPOSURE_ALERT', 'EXPOSURE_ALERT', { fightId: 'f1', exposure: 9, limit: 8 }],
  ['a COMPLIANCE_ALERT', 'COMPLIANCE_ALERT', { userId: 'ana', rule: 'kyc' }],
])('%s may be sent', (_title, type, data) => {
  expect(eventsOf('Outbox', null, { ...item, type, data })).toMatchObject([{ type, data }]);
});

test('the quarantine may report its status', () => {
  const report = {
    eventId: 'q1',
    channel: 'system',
    type: 'SYSTEM_STATUS',
    priority: 'high',
    source: 'quarantine',
    data: { component: 'table Bets', status: 'degraded', message: '3 malformed items', count: 3 },
  };
  expect(eventsOf('Outbox', null, report)).toMatchObject([
    { type: 'SYSTEM_STATUS', channel: 'system', priority: 'high', source: 'quarantine' },
  ]);
});

test.each([
  [
    'webhook.exhausted',
    { webhookId: 'w-1', deliveries: 2, firstDeliveryId: 'd-1', lastDeliveryId: 'd-2' },
  ],
  ['webhook.recovered', { webhookId: 'w-1', failingSince: 1_795_291_204_250, waiting: 0 }],
  ['webhook.disabled', { webhookId: 'w-1', reason: 'gone' }],
])('webhooks may report %s of themselves, and nobody else may', (type, data) => {
  const report = { eventId: 'w1', channel: 'system', type, priority: 'high', data };
  expect(eventsOf('Outbox', null, { ...report, source: 'webhooks' })).toMatchObject([
    { id: 'w1', type, channel: 'system', priority: 'high', source: 'webhooks', data },
  ]);
  for (const source of ['me', 'quarantine', 'management', undefined]) {
    expect(outboxEvent({ ...report, source })).toMatchObject({
      kind: 'malformed',
      problems: [{ field: 'type' }],
    });
  }
});

test('what webhooks report is checked as every documented payload is', () => {
  const report = { eventId: 'w1', channel: 'system', type: 'webhook.disabled', source: 'webhooks' };
  expect(outboxEvent({ ...report, data: { webhookId: 'w-1', reason: 'bored' } })).toMatchObject({
    kind: 'malformed',
    problems: [{ field: 'data.reason' }],
  });
  expect(outboxEvent({ ...report, type: 'SYSTEM_STATUS', data: {} })).toMatchObject({
    kind: 'malformed',
    problems: [{ field: 'type' }],
  });
});

test('an item that is written again, or removed, makes no event', () => {
  expect(eventsOf('Outbox', item, { ...item, priority: 'high' })).toEqual([]);
  expect(eventsOf('Outbox', item, null)).toEqual([]);
});

const refusals: readonly [string, Record<string, unknown>, string][] = [
  [
    'no type',
    { ...item, type: undefined },
    'type is missing, expected a string that matches ^[A-Za-z][A-Za-z0-9._:-]{0,63}$',
  ],
  [
    'a type that SSE could not carry',
    { ...item, type: 'two\nlines' },
    'type is "two\\nlines", expected a string that matches ^[A-Za-z][A-Za-z0-9._:-]{0,63}$',
  ],
  [
    "a table's own type",
    { ...item, type: 'NEW_BET' },
    `type is "NEW_BET", expected a type that is not made by a table's own changes`,
  ],
  [
    'a status report that is not from the quarantine',
    { ...item, type: 'SYSTEM_STATUS', source: 'me' },
    `type is "SYSTEM_STATUS", expected a type that is not made by a table's own changes`,
  ],
  [
    'a channel that does not exist',
    { ...item, channel: 'gossip' },
    'channel is "gossip", expected one of system, fights, bets, users, finance, streaming, payment-streams, workflows, notifications, global, inbox',
  ],
  [
    'no channel and no one addressed',
    { ...item, channel: undefined },
    'channel is missing, expected one, or else target.users, target.roles or target.connections',
  ],
  [
    'the inbox and no one addressed',
    { ...item, channel: 'inbox' },
    'channel is "inbox", expected target.users, target.roles or target.connections as well',
  ],
  [
    'a copy to the inbox and no one addressed',
    { ...item, target: { channels: ['inbox'] } },
    'target.channels is a list with "inbox", expected target.users, target.roles or target.connections as well',
  ],
  [
    'a list of no one',
    { ...item, target: { users: [] } },
    'target.users is an empty list, expected at least one entry or no list',
  ],
  [
    'a target that is no list',
    { ...item, target: { users: 'ana' } },
    'target.users is "ana", expected array',
  ],
  [
    'a target with another attribute',
    { ...item, target: { user: 'ana' } },
    'target.user is "ana", expected no such attribute',
  ],
  [
    'too many users',
    { ...item, target: { users: Array.from({ length: 101 }, (_, at) => `u${at}`) } },
    'target.users is a list of 101, expected array to have <=100 items',
  ],
  [
    'a priority that does not exist',
    { ...item, priority: 'medium' },
    'priority is "medium", expected one of low, normal, high, critical',
  ],
  ['no data', { ...item, data: undefined }, 'data is missing, expected an object'],
  ['data that is a list', { ...item, data: [1] }, 'data is a list of 1, expected an object'],
  [
    'data with bytes',
    { ...item, data: { at: [new Uint8Array(3)] } },
    'data.at.0 is 3 bytes, expected what JSON can hold',
  ],
  [
    'data with a number too large',
    { ...item, data: { n: 9_007_199_254_740_993n } },
    'data.n is 9007199254740993, expected what JSON can hold',
  ],
  [
    'data with more digits than are carried',
    { ...item, data: { odds: [new UnroundedNumber('1.83333333333333333333')] } },
    'data.odds.0 is 1.83333333333333333333 (would be rounded), expected what JSON can hold',
  ],
  [
    'data that its type does not allow',
    { ...item, data: { fightId: 7 } },
    'data.fightId is 7, expected string',
  ],
  [
    'a source too long',
    { ...item, source: 'x'.repeat(129) },
    `source is "${'x'.repeat(59)}…", expected a string of 1 to 128 characters`,
  ],
];

test.each(refusals)('%s is malformed', (_title, sent, problem) => {
  expect(reasonFor('Outbox', sent)).toBe(`Outbox "k1": ${problem}`);
});

test('an event of 200 KB is carried, one byte more is malformed', () => {
  const sent = (length: number) => ({ ...item, type: 'big', data: { text: 'x'.repeat(length) } });
  const envelopeBytes = JSON.stringify(eventsOf('Outbox', null, sent(0))[0]).length;
  expect(eventsOf('Outbox', null, sent(204_800 - envelopeBytes))).toHaveLength(1);
  expect(reasonFor('Outbox', sent(204_801 - envelopeBytes))).toBe(
    'Outbox "k1": its big is 204801 bytes of JSON, expected at most 204800',
  );
});

test('an event is measured in bytes, not in characters', () => {
  const result = changeToEvents(
    changeOf('Outbox', null, { ...item, data: { text: 'ñ'.repeat(102_400) } }),
    thresholds,
  );
  expect(result.kind).toBe('malformed');
});

test.each(['connected', 'ping', 'gap', 'reconnect', 'error', 'open', 'message'])(
  'a type that is a frame of the stream itself is refused: %s',
  type => {
    expect(reasonFor('Outbox', { ...item, type })).toBe(
      `Outbox "k1": type is "${type}", expected a type that is no frame of the stream itself`,
    );
  },
);

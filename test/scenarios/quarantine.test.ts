import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement } from './support/management.ts';
import { quarantinedItems } from './support/quarantined-items.ts';
import type { StreamMessage } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await target.close();
});

test('malformed items are set aside with their reason, raise one SYSTEM_STATUS a minute, and the ones behind flow on', async () => {
  const system = await target.open('System', { follows: true });
  const bets = await target.open('Bets', { follows: true });
  await Promise.all([system, bets].map(r => r.until(({ event }) => event === 'connected')));
  const id = unique('bad');
  const bet = {
    fightId: 'f',
    userId: 'u',
    side: 'red',
    amount: 5,
    currency: 'MXN',
    status: 'pending',
  };
  await Promise.all(
    Array.from({ length: 300 }, (_, n) =>
      target.put('Bets', { betId: `${id}-${n}`, ...bet, amount: -5 }),
    ),
  );
  await target.put('Bets', { betId: `${id}-good`, ...bet });
  await bets.until(({ data }) => data?.data?.betId === `${id}-good`, 30_000);
  const isOfBets = ({ data }: StreamMessage) =>
    data?.source === 'quarantine' && data.data.component === 'table Bets';
  const report = await system.until(isOfBets);
  expect(report.data).toMatchObject({
    type: 'SYSTEM_STATUS',
    priority: 'high',
    channel: 'system',
    data: { status: 'degraded', count: expect.any(Number) },
  });
  expect(report.data.data.message).toMatch(
    /^\d+ malformed Bets items? quarantined so far; the reasons are in the Quarantine table$/,
  );
  expect(bets.messages.filter(({ data }) => data?.data?.betId?.startsWith(id))).toHaveLength(1);
  // A good item is appended while the bad ones of its batch are still being set aside.
  const items = await untilSeen(
    () => quarantinedItems(target, 'Bets', id),
    ({ length }) => length >= 300,
  );
  expect(items).toHaveLength(300);
  expect(items[0]?.reason).toMatch(/amount is -5, expected/);
  // At most one a minute, and these 300 took less than two.
  const reports = system.messages.filter(isOfBets);
  expect(reports.length).toBeLessThanOrEqual(2);
});

test('items whose text would be cut within a character stop neither a fight nor an event behind them', async () => {
  const fire = '🔥';
  const id = unique('cut');
  const readers = [
    await target.open('Fights', { follows: true }),
    await target.open('System', { follows: true }),
  ] as const;
  await Promise.all(readers.map(r => r.until(({ event }) => event === 'connected')));
  // One of each two is cut in the middle of a character, however long the id is.
  for (const shift of ['', 'x']) {
    const notes = `${shift}${fire.repeat(16_000)}`;
    await target.put('Fights', { fightId: `${id}-bad${shift}`, status: 'unknown', notes });
    const sent = { eventId: `${id}-bad${shift}`, channel: 'system', type: 'NOTICE', data: {} };
    const name = `${shift}${'x'.repeat(51)}${fire.repeat(2)}`;
    await target.put('Outbox', { ...sent, target: { [name]: 1 } });
  }
  await target.put('Fights', { fightId: `${id}-good`, status: 'betting', title: 'Pelea' });
  const good = { eventId: `${id}-good`, channel: 'system', type: 'NOTICE', data: { id } };
  await target.put('Outbox', good);
  const [fights, system] = readers;
  await fights.until(({ data }) => data?.data?.fightId === `${id}-good`, 30_000);
  await system.until(({ data }) => data?.data?.id === id, 30_000);
  for (const [table, kept] of [
    ['Fights', [`${id}-bad`, `${id}-badx`]],
    ['Outbox', [`${id}-bad`, `${id}-badx`]],
  ] as const) {
    const items = await untilSeen(
      () => quarantinedItems(target, table, id),
      ({ length }) => length >= kept.length,
    );
    expect(items.map(({ key }) => key).sort()).toEqual(kept);
  }
});

test('bytes and numbers that would arrive as something else are set aside with their path', async () => {
  const id = unique('q');
  const TableName = requireOutput(target.outputs, 'OutboxTableName');
  const parts: Readonly<Record<string, AttributeValue>> = {
    bytes: { M: { seal: { B: new Uint8Array([1, 2, 3]) } } },
    digits: { M: { odds: { L: [{ N: '1.83333333333333333333' }] } } },
  };
  for (const [name, data] of Object.entries(parts)) {
    const Item = {
      ...{ eventId: { S: `${id}-${name}` }, channel: { S: 'system' }, type: { S: 'NOTICE' } },
      data,
    };
    await target.client.send(new PutItemCommand({ TableName, Item }));
  }
  const rows = await untilSeen(
    () => quarantinedItems(target, 'Outbox', id),
    seen => seen.length === 2,
  );
  expect(rows.map(({ reason }) => reason).sort()).toEqual([
    `Outbox "${id}-bytes": data.seal is 3 bytes, expected what JSON can hold`,
    `Outbox "${id}-digits": data.odds.0 is 1.83333333333333333333 (would be rounded), expected what JSON can hold`,
  ]);
});

test('a field called constructor or __proto__ arrives as it was published', async () => {
  const management = await connectManagement(target);
  const reader = await target.open('System', { follows: true });
  await reader.until(({ event }) => event === 'connected');
  const type = unique('odd');
  const data = '{"constructor":{"name":"Set"},"__proto__":{"x":1},"last":true}';
  const { status } = await management.call('POST', '/events', {
    token: await target.token(unique('admin'), 'admin'),
    text: `{"target":{"channels":["system"]},"type":"${type}","data":${data}}`,
    headers: { 'content-type': 'application/json' },
  });
  expect(status).toBe(200);
  const { data: event } = await reader.until(message => message.event === type, 30_000);
  expect(Object.entries(event.data).sort()).toEqual(Object.entries(JSON.parse(data)).sort());
});

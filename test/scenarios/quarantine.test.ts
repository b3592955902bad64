import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

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
  const report = await system.until(
    ({ data }) => data?.source === 'quarantine' && data.data.component === 'table Bets',
  );
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
  const items = await quarantined('Bets', id);
  expect(items).toHaveLength(300);
  expect(items[0]?.reason).toMatch(/amount is -5, expected/);
  // At most one a minute, and these 300 took less than two.
  const reports = system.messages.filter(({ data }) => data?.source === 'quarantine');
  expect(reports.length).toBeLessThanOrEqual(3);
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
    expect((await quarantined(table, id)).map(({ key }) => key).sort()).toEqual(kept);
  }
});

async function quarantined(table: string, id: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await target.client.send(
    new QueryCommand({
      TableName: requireOutput(target.outputs, 'QuarantineTableName'),
      KeyConditionExpression: '#table = :table',
      FilterExpression: 'begins_with(#key, :id)',
      ExpressionAttributeNames: { '#table': 'table', '#key': 'key' },
      ExpressionAttributeValues: { ':table': table, ':id': id },
    }),
  );
  return Items;
}

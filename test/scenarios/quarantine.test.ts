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
  const { Items = [] } = await target.client.send(
    new QueryCommand({
      TableName: requireOutput(target.outputs, 'QuarantineTableName'),
      KeyConditionExpression: '#table = :bets',
      FilterExpression: 'begins_with(#key, :id)',
      ExpressionAttributeNames: { '#table': 'table', '#key': 'key' },
      ExpressionAttributeValues: { ':bets': 'Bets', ':id': id },
    }),
  );
  expect(Items).toHaveLength(300);
  expect(Items[0]?.reason).toMatch(/amount is -5, expected/);
  // At most one a minute, and these 300 took less than two.
  const reports = system.messages.filter(({ data }) => data?.source === 'quarantine');
  expect(reports.length).toBeLessThanOrEqual(3);
});

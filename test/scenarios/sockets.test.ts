import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await target.close();
});

async function connect(userId?: string, ttlSeconds?: number): Promise<Bettor> {
  const bettor = await connectBettor(target, userId, ttlSeconds);
  open.push(bettor);
  return bettor;
}

const TableName = () => requireOutput(target.outputs, 'ConnectionsTableName');

interface Row {
  readonly userId: string;
  readonly leaseId: string;
}

async function socketsOf(userId: string): Promise<readonly Row[]> {
  const { Items = [] } = await target.client.send(
    new QueryCommand({
      TableName: TableName(),
      KeyConditionExpression: 'userId = :user',
      ExpressionAttributeValues: { ':user': userId },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ userId: owner, leaseId }) => ({
    userId: String(owner),
    leaseId: String(leaseId),
  }));
}

test('a socket outlives its token: past the end it is answered by refusals, until a fresh one comes', async () => {
  const bettor = await connect(unique('expiring'), 2);
  // The end comes by the clock alone, and one that sends without a pause is throttled.
  const answer = await untilSeen(
    () => bettor.ask('ping'),
    ({ event }) => event !== 'pong',
  );
  expect([answer.event, answer.data.code]).toEqual(['proposal_error', 'TOKEN_EXPIRED']);

  const others = await target.token(unique('other'), 'bettor');
  const refused = await bettor.ask('authenticate', { token: others });
  expect([refused.event, refused.data.code]).toEqual(['authentication_error', 'OTHER_USER']);

  const token = await target.token(bettor.userId, 'bettor');
  const renewed = await bettor.ask('authenticate', { token });
  expect([renewed.event, renewed.data.userId]).toEqual(['authenticated', bettor.userId]);
  expect((await bettor.ask('ping')).event).toBe('pong');
});

test('the 21st socket of a user closes the oldest that is through its handshake', async () => {
  const userId = unique('many');
  const oldest = await connect(userId);
  // One that has sent a message is.
  await oldest.ask('ping');
  for (let n = 1; n < 20; n += 1) await connect(userId);
  expect(await socketsOf(userId)).toHaveLength(20);
  await connect(userId);
  expect(await oldest.closed).toBe(1000);
  expect(await socketsOf(userId)).toHaveLength(20);
});

test('a socket that is gone without a disconnect is removed at the first message to it', async () => {
  const userId = unique('gone');
  const connectionId = 'goneWithoutWord=';
  const nowMs = Date.now();
  await target.client.send(
    new PutCommand({
      TableName: TableName(),
      Item: {
        userId,
        leaseId: `ws#${connectionId}`,
        kind: 'ws',
        connectionId,
        channel: 'proposals',
        role: 'bettor',
        connectedAt: new Date(nowMs - 60_000).toISOString(),
        state: 'connected',
        seenAtMs: nowMs - 60_000,
        tokenExpiresAtMs: nowMs + 600_000,
        sourceIp: '127.0.0.1',
        userAgent: 'none',
        expiresAt: Math.floor(nowMs / 1_000) + 600,
      },
    }),
  );
  // Nothing notifies of a row that goes.
  await untilSeen(
    () => socketsOf(userId),
    rows => rows.length === 0,
  );
});

test('a socket that lost its row gets an error for its next message, and is closed', async () => {
  const bettor = await connect(unique('rowless'));
  expect((await bettor.ask('ping')).event).toBe('pong');
  for (const { userId, leaseId } of await socketsOf(bettor.userId)) {
    const Key = { userId, leaseId };
    await target.client.send(new DeleteCommand({ TableName: TableName(), Key }));
  }
  const answer = await bettor.ask('ping');
  expect([answer.event, answer.data.code]).toEqual(['proposal_error', 'CONNECTION_UNKNOWN']);
  expect(await bettor.closed).toBe(1000);
});

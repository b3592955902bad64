import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { runTool } from '../tools/run-tool.ts';
import { type Bettor, connectBettor } from './support/bettor.ts';
import { connectTarget, inAnHour, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
const bettors: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  await Promise.all(bettors.map(bettor => bettor.close()));
  await target.close();
});

async function connect(userId: string): Promise<Bettor> {
  const bettor = await connectBettor(target, userId);
  bettors.push(bettor);
  return bettor;
}

const asText = (item: unknown) =>
  JSON.stringify(item, (_name, part) => (part instanceof Set ? [...part] : part));

/** The tables that hold the id, each with how many of its items do; logs hold it in bytes. */
async function whereIs(userId: string): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  const tables = Object.keys(target.outputs).filter(name => /TableName$/.test(name));
  for (const name of tables) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const TableName = requireOutput(target.outputs, name);
      const scan = new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey });
      const { Items = [], LastEvaluatedKey } = await target.client.send(scan);
      const held = Items.filter(item => asText(item).includes(userId)).length;
      const table = name.replace('TableName', '');
      if (held > 0) found[table] = (found[table] ?? 0) + held;
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return found;
}

test('a bettor and all their data are forgotten; the other side of a proposal is notified', async () => {
  const [maker, recipient, fightId] = [unique('maker'), unique('recipient'), unique('fight')];
  await target.enroll(maker, recipient);
  await target.put('Fights', { fightId, status: 'betting', title: 'Forgotten' });
  const [theirs, others] = [await connect(maker), await connect(recipient)];
  const stream = await target.open('Inbox', { token: await target.token(maker, 'bettor') });
  await stream.until(({ event }) => event === 'connected');
  const data = { toUserId: recipient, fightId, amount: 5_000, message: `${maker} bets` };
  const made = await theirs.ask('create_pago_proposal', data);
  expect(made.event).toBe('proposal_created');
  // Its own end comes seconds after it was made, on a busy machine before anyone is forgotten; the
  // deadline does not end a proposal whose end was moved.
  const { proposalId } = made.data.proposal;
  await target.update('Proposals', { proposalId }, { expiresAt: inAnHour() });
  await target.put('Transactions', { transactionId: unique('t'), userId: maker, amount: -1 });
  // As a platform does that keeps its users elsewhere: nothing has ended what is open.
  const TableName = requireOutput(target.outputs, 'UsersTableName');
  await target.client.send(new DeleteCommand({ TableName, Key: { userId: maker } }));
  await untilSeen(
    () => whereIs(maker),
    found => found.Quarantine === 1,
  );

  const outputs = ['--outputs', process.env.SCENARIO_OUTPUTS ?? ''];
  const { exitCode, stdout, stderr } = await runTool('tools/forget.ts', [
    ...['--user', maker],
    ...outputs,
  ]);
  expect({ exitCode, stderr, stdout }).toMatchObject({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^Proposals: 0 removed, 1 masked, 1 ended before \(of \d+\)$/m);
  expect(await theirs.closed).toBeGreaterThan(0);
  await stream.until(({ event, data: sent }) => event === 'error' && sent.code === 'TOKEN_REVOKED');
  await others.until(
    ({ event, data: sent }) => event === 'proposal_result' && sent.outcome === 'cancelled',
  );
  expect(await whereIs(maker)).toEqual({ Transactions: 1, Revocations: 1 });
  expect(Object.keys(await whereIs(recipient))).toEqual(
    expect.arrayContaining(['Users', 'Proposals', 'Connections', 'Audit']),
  );
}, 120_000);

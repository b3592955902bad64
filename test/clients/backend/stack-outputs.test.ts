import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackTables } from '../../../clients/backend/index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outputs-'));
});
afterAll(() => rm(directory, { recursive: true }));

const names = {
  FightsTableName: 'F',
  BetsTableName: 'B',
  UsersTableName: 'U',
  TransactionsTableName: 'T',
  VideoStreamsTableName: 'V',
  PaymentStreamsTableName: 'Y',
  WorkflowsTableName: 'W',
  WorkflowOperationsTableName: 'WO',
  SystemReportsTableName: 'S',
  OutboxTableName: 'O',
  ProposalsTableName: 'P',
  LimitsTableName: 'L',
  ProposalTimeoutSeconds: '180',
  Currencies: 'MXN,USD',
  CheckUsers: 'true',
  WorkflowFourEyes: 'true',
  ManagementUrl: 'https://example.com',
};

async function outputsFile(content: unknown): Promise<string> {
  const file = join(directory, 'outputs.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('of a stack that does not say so nobody decides their own workflow', async () => {
  const { WorkflowFourEyes: _, ...older } = names;
  const file = await outputsFile({ GalloBetsRealtime: older });
  expect(await readStackTables(file)).toMatchObject({ workflowFourEyes: true });
  const relaxed = { GalloBetsRealtime: { ...names, WorkflowFourEyes: 'false' } };
  const other = await readStackTables(await outputsFile(relaxed));
  expect(other).toMatchObject({ workflowFourEyes: false });
});

test("the tables of a deployed stack, which the SDK's own configuration reaches", async () => {
  expect(await readStackTables(await outputsFile({ GalloBetsRealtime: names }))).toEqual({
    tables: {
      Fights: 'F',
      Bets: 'B',
      Users: 'U',
      Transactions: 'T',
      VideoStreams: 'V',
      PaymentStreams: 'Y',
      Workflows: 'W',
      WorkflowOperations: 'WO',
      SystemReports: 'S',
      Outbox: 'O',
    },
    proposals: {
      tables: { Proposals: 'P', Limits: 'L' },
      timeoutMs: 180_000,
      currencies: ['MXN', 'USD'],
      checkUsers: true,
    },
    workflowFourEyes: true,
    client: {},
  });
});

test('the region of a deployed stack is that of its secret', async () => {
  const JwtSecretArn = 'arn:aws:secretsmanager:sa-east-1:111122223333:secret:JwtSecret-abc';
  const { client } = await readStackTables(
    await outputsFile({ GalloBetsRealtime: { ...names, JwtSecretArn } }),
  );
  expect(client).toEqual({ region: 'sa-east-1' });
});

test('a stack that keeps its users elsewhere', async () => {
  const outputs = { ...names, ProposalTimeoutSeconds: '86400', CheckUsers: 'false' };
  const { proposals } = await readStackTables(await outputsFile({ GalloBetsRealtime: outputs }));
  expect(proposals).toMatchObject({ timeoutMs: 86_400_000, checkUsers: false });
});

test('the tables of the local host, at its engine', async () => {
  const outputs = { ...names, DynamoDbEndpoint: 'http://127.0.0.1:4601' };
  const { client } = await readStackTables(await outputsFile({ Mine: outputs }), 'Mine');
  expect(client).toMatchObject({ endpoint: 'http://127.0.0.1:4601', region: 'us-east-1' });
});

test('the stack of a stage, and of several the one that is meant', async () => {
  const staging = { ...names, FightsTableName: 'staging-F' };
  const one = await outputsFile({ 'GalloBetsRealtime-staging': staging, Other: names });
  expect((await readStackTables(one)).tables.Fights).toBe('staging-F');
  const two = await outputsFile({ GalloBetsRealtime: names, 'GalloBetsRealtime-staging': staging });
  const tablesOf = async (...args: Parameters<typeof readStackTables>) =>
    (await readStackTables(...args)).tables.Fights;
  expect(await tablesOf(two, 'GalloBetsRealtime')).toBe('F');
  expect(await tablesOf(`${two}#GalloBetsRealtime-staging`)).toBe('staging-F');
  await expect(readStackTables(two)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: `${two} has outputs of several stacks, GalloBetsRealtime, GalloBetsRealtime-staging; expected one, or ${two}#GalloBetsRealtime, which chooses`,
  });
});

test.each([
  ['is no JSON', 'nothing', /cannot read .*outputs.json, expected JSON of a stack's outputs/],
  [
    'has another stack',
    { Other: names },
    /has no outputs of GalloBetsRealtime; it has Other; expected/,
  ],
  [
    'lacks a table',
    { GalloBetsRealtime: { ...names, OutboxTableName: undefined } },
    /has no OutboxTableName, expected the output of that name of a stack that is as new/,
  ],
  [
    'lacks what is said of proposals',
    { GalloBetsRealtime: { ...names, CheckUsers: undefined } },
    /has no CheckUsers, expected the output of that name/,
  ],
  [
    'has no time for proposals',
    { GalloBetsRealtime: { ...names, ProposalTimeoutSeconds: '3 min' } },
    /has ProposalTimeoutSeconds "3 min", expected a number of seconds/,
  ],
  [
    'is unsure about users',
    { GalloBetsRealtime: { ...names, CheckUsers: 'maybe' } },
    /has CheckUsers "maybe", expected true or false/,
  ],
])('a file that %s is refused', async (_title, content, message) => {
  await expect(readStackTables(await outputsFile(content))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(message),
  });
});

test('a file that is not there is refused', async () => {
  await expect(readStackTables(join(directory, 'none.json'))).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
});

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
  SystemReportsTableName: 'S',
  OutboxTableName: 'O',
  ManagementUrl: 'https://example.com',
};

async function outputsFile(content: unknown): Promise<string> {
  const file = join(directory, 'outputs.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test("the tables of a deployed stack, which the SDK's own configuration reaches", async () => {
  expect(await readStackTables(await outputsFile({ GalloBetsRealtime: names }))).toEqual({
    tables: {
      Fights: 'F',
      Bets: 'B',
      Users: 'U',
      Transactions: 'T',
      VideoStreams: 'V',
      SystemReports: 'S',
      Outbox: 'O',
    },
    client: {},
  });
});

test('the tables of the local host, at its engine', async () => {
  const outputs = { ...names, DynamoDbEndpoint: 'http://127.0.0.1:4601' };
  const { client } = await readStackTables(await outputsFile({ Mine: outputs }), 'Mine');
  expect(client).toMatchObject({ endpoint: 'http://127.0.0.1:4601', region: 'us-east-1' });
});

test.each([
  ['is no JSON', 'nothing', /cannot read .*outputs.json, expected JSON of a stack's outputs/],
  ['has another stack', { Other: names }, /has no outputs of GalloBetsRealtime, expected/],
  [
    'lacks a table',
    { GalloBetsRealtime: { ...names, OutboxTableName: undefined } },
    /has no OutboxTableName, expected a table's name there/,
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyNames, type PublishedTable } from '../../clients/backend/item-write.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { runTool } from '../tools/run-tool.ts';

let engine: TestEngine;
let directory: string;

beforeAll(async () => {
  engine = await startTestEngine();
  directory = await mkdtemp(join(tmpdir(), 'plain-backend-'));
});
afterAll(async () => {
  await engine.stop();
  await rm(directory, { recursive: true });
});

test('a slow query whose report cannot be written is not printed as reported', async () => {
  const names = Object.keys(keyNames) as PublishedTable[];
  for (const name of names) {
    if (name === 'SystemReports') continue;
    await engine.createTable({ name, partitionKey: { name: keyNames[name] } });
  }
  const outputs = join(directory, 'outputs.json');
  const tableNames = names.map(name => [`${name}TableName`, name]);
  const stack = {
    ...Object.fromEntries(tableNames),
    ...{ ProposalsTableName: 'Proposals', LimitsTableName: 'Limits' },
    ...{ ProposalTimeoutSeconds: '180', CheckUsers: 'true', Currencies: 'MXN' },
    DynamoDbEndpoint: engine.endpoint,
  };
  await writeFile(outputs, JSON.stringify({ GalloBetsRealtime: stack }));

  const { exitCode, stdout, stderr } = await runTool('examples/plain-backend/main.ts', [
    '--outputs',
    outputs,
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/^slow query: 1 row, not reported: ResourceNotFoundException/m);
  expect(stdout).toMatch(/^over: written$/m);
});

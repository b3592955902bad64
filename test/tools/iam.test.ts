import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './run-tool.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iam-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (refusals: object[] = []) => [
  {
    role: 'Role',
    actors: ['Main'],
    grants: [{ action: 'dynamodb:GetItem', resource: 'arn:aws:dynamodb:r:0:table/Bets', uses: 3 }],
    refusals,
  },
];

test('prints the uses of several runs together, and fails while excuses are for nothing', async () => {
  const files = await Promise.all(
    ['one.json', 'two.json'].map(async name => {
      await writeFile(join(folder, name), JSON.stringify(run()));
      return join(folder, name);
    }),
  );
  const { exitCode, stdout } = await runTool(
    'tools/iam.ts',
    files.flatMap(file => ['--usage', file]),
  );
  expect(stdout).toContain('Main\n         6  dynamodb:GetItem  table/Bets\n');
  expect(stdout).toContain('nothing needs the excuse of LogMarkerFunction');
  expect(exitCode).toBe(1);
});

test('says how to come by the counts when there are none', async () => {
  const file = join(folder, 'none.json');
  const { exitCode, stderr } = await runTool('tools/iam.ts', ['--usage', file]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`cannot read ${file}: play the scenarios first (npm test)`);
});

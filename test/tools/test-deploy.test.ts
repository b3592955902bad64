import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsStandIn, startAwsStandIn } from '../support/aws-stand-in.ts';
import { runTool } from './run-tool.ts';

const testDeploy = (...args: string[]) => runTool('tools/test-deploy.ts', args);

let folder: string;
let standIn: AwsStandIn | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-deploy-'));
});
afterEach(async () => {
  await standIn?.stop();
  standIn = undefined;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Two syntheses and the CLI six times, on a machine that everything shares. */
const withinMs = 900_000;

test(
  'the CLI bootstraps, deploys, updates, destroys and deploys again where AWS_ENDPOINT_URL leads',
  async () => {
    standIn = await startAwsStandIn();
    const { exitCode, stdout } = await testDeploy(
      ...['--endpoint', standIn.endpoint, '--no-scenarios', '--folder', folder],
    );
    const steps = stdout
      .split('\n\n')[0]
      ?.split('\n')
      .map(line => line.replace(/ +[\d.]+ s {2}/, ' '));
    expect({ exitCode, steps }).toEqual({
      exitCode: 0,
      steps: [
        expect.stringMatching(/^synth passed: /),
        expect.stringMatching(/^bootstrap passed: /),
        expect.stringMatching(/^deploy passed: \d+ outputs, ProposalTimeoutSeconds 10$/),
        'scenarios skipped: --no-scenarios',
        expect.stringMatching(/^write passed: /),
        expect.stringMatching(/^synth-changed passed: /),
        expect.stringMatching(/^update passed: \d+ outputs, ProposalTimeoutSeconds 12$/),
        expect.stringMatching(/^read passed: the item is still in /),
        expect.stringMatching(/^destroy passed: .+ is gone$/),
        expect.stringMatching(/^redeploy passed: \d+ outputs, ProposalTimeoutSeconds 10$/),
        expect.stringMatching(/^destroy-again passed: .+ is gone$/),
      ],
    });
    // As the CLI does it: a change set for each deployment, and for bootstrap.
    const changes = standIn.asked.filter(action => /^(ExecuteChangeSet|DeleteStack)$/.test(action));
    expect(changes).toEqual([
      ...['ExecuteChangeSet', 'ExecuteChangeSet', 'ExecuteChangeSet', 'DeleteStack'],
      ...['ExecuteChangeSet', 'DeleteStack'],
    ]);
  },
  withinMs,
);

test(
  'the first failure is the end, in the words of the CLI',
  async () => {
    standIn = await startAwsStandIn({
      logicalId: 'ProposalSocketApi',
      type: 'AWS::ApiGatewayV2::Api',
      reason: 'Resource handler returned message: "API limit reached"',
    });
    // Of the test before: what is synthesized is not what fails.
    const { exitCode, stdout } = await testDeploy(
      ...['--endpoint', standIn.endpoint, '--folder', join(folder, 'failing')],
      ...['--assembly', join(folder, 'cdk.out')],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^bootstrap +[\d.]+ s {2}passed: /);
    expect(stdout).toMatch(/^deploy +[\d.]+ s {2}failed$/m);
    expect(stdout).not.toMatch(/^scenarios /m);
    expect(stdout).toContain('API limit reached');
    expect(await readFile(join(folder, 'failing', 'deploy.log'), 'utf8')).toContain(
      'API limit reached',
    );
  },
  withinMs,
);

test.each([
  [['--endpoint', 'https://cloudformation.us-east-1.amazonaws.com'], 'which is AWS itself'],
  [['--name', 'moto'], '--endpoint: received nothing'],
  [['--endpoint', 'http://127.0.0.1:1', '--name', 'nobody'], '--name: received "nobody"'],
])('%j is one line and the usage, exit code 2', async (args, problem) => {
  const { exitCode, stderr } = await testDeploy(...args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(problem);
  expect(stderr).toContain('usage: npm run test:deploy');
});

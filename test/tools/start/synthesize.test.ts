import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../tools/start/synthesize.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synthesize-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A project whose app is this script. */
async function project(script: string, more: object = {}): Promise<void> {
  await writeFile(join(folder, 'app.mjs'), script);
  await writeFile(join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.mjs', ...more }));
}

const run = (context: Record<string, string> = {}, verbose = false, signal?: AbortSignal) =>
  synthesize({
    projectDirectory: folder,
    context,
    verbose,
    signal: signal ?? new AbortController().signal,
  });

test('runs the app as the CDK CLI would: out directory, context in its order, this Node', async () => {
  await project(
    `import { writeFileSync } from 'node:fs';
     const { CDK_OUTDIR, CDK_CONTEXT_JSON, CDK_VALIDATION } = process.env;
     writeFileSync('seen.json', JSON.stringify(
       { CDK_OUTDIR, CDK_VALIDATION, context: JSON.parse(CDK_CONTEXT_JSON), node: process.version }))`,
    { context: { historyDays: 7, largeBetAmount: 1 } },
  );
  await writeFile(join(folder, 'cdk.context.json'), '{"zones":["a"],"historyDays":1}');
  expect(await run({ largeBetAmount: '5000' })).toBe(join(folder, 'cdk.out'));
  expect(JSON.parse(await readFile(join(folder, 'seen.json'), 'utf8'))).toEqual({
    CDK_OUTDIR: join(folder, 'cdk.out'),
    CDK_VALIDATION: 'false',
    context: {
      zones: ['a'],
      historyDays: 7,
      largeBetAmount: '5000',
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:bundling-stacks': ['**'],
    },
    node: process.version,
  });
});

test('each stage has an assembly of its own: the host of one starts while that of another does', async () => {
  await project('');
  expect(await run({ stage: 'staging' })).toBe(join(folder, 'build', 'cdk.out.staging'));
});

test('passes on what the app says about its own failure', async () => {
  await project(`console.error('historyDays: received "x"'); process.exit(1)`);
  await expect(run()).rejects.toThrow('the stack does not synthesize: historyDays: received "x"');
});

test('of a crash it shows the line that matters, and the stack when asked', async () => {
  await project(`throw new TypeError('no such table')`);
  await expect(run()).rejects.toThrow(
    /^the stack does not synthesize: TypeError: no such table \(--verbose shows the stack\)$/,
  );
  await expect(run({}, true)).rejects.toThrow(/TypeError: no such table\n\s+at /);
});

test('says where it should be run when there is no cdk.json', async () => {
  await expect(run()).rejects.toThrow("cdk.json: run this in the project's own folder");
});

test('names what is wrong in cdk.json', async () => {
  await project('', { app: 7 });
  await expect(run()).rejects.toThrow('cdk.json: app: Invalid input: expected string');
});

test('an aborted synthesis ends at once', async () => {
  await project(`setInterval(() => {}, 1000)`);
  const stop = new AbortController();
  const running = run({}, false, stop.signal);
  stop.abort();
  await expect(running).rejects.toThrow('aborted');
});

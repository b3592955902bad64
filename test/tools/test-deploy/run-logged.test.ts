import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLogged } from '../../../tools/test-deploy/run-logged.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-logged-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(script: string) {
  const entry = join(folder, 'entry.cjs');
  await writeFile(entry, script);
  const logFile = join(folder, 'logs', 'step.log');
  const env = { GREETING: 'from the environment' };
  const end = await runLogged({ args: [entry], env, logFile });
  return { end, log: await readFile(logFile, 'utf8') };
}

it('gives the exit code, and what was printed on both outputs', async () => {
  const { end, log } = await run(
    "console.log(process.env.GREETING); console.error('and why'); process.exitCode = 3;",
  );
  expect(end.exitCode).toBe(3);
  expect([...end.lastLines].sort()).toEqual(['and why', 'from the environment']);
  expect(log.split('\n').sort()).toEqual(['', 'and why', 'from the environment']);
});

it('keeps the last twenty-five lines, and all of them in the file', async () => {
  const { end, log } = await run("for (let n = 1; n <= 26; n += 1) console.log('line ' + n);");
  expect(end.lastLines).toHaveLength(25);
  expect(end.lastLines[0]).toBe('line 2');
  expect(end.lastLines.at(-1)).toBe('line 26');
  expect(log).toMatch(/^line 1\n/);
});

it('leaves lines of progress to the file', async () => {
  const { end, log } = await run(
    "console.log('Stack: start: Publishing Code\\nStack: success: Published Code\\n\\nStack: fail: no bucket');",
  );
  expect(end.lastLines).toEqual(['Stack: fail: no bucket']);
  expect(log).toContain('Stack: success: Published Code\n');
});

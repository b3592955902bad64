import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Runs an entry file whose reader has left before its first word, as `| head -0` would. */
async function unread(entry: string, args: readonly string[], input = '') {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdout.destroy();
  // It is never ended: more might come.
  child.stdin.write(input);
  const [stderr] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { exitCode: child.exitCode, signal: child.signalCode, stderr };
}

const quietly = { exitCode: 0, signal: null, stderr: '' };

test.each([
  'tools/client.ts',
  'tools/start.ts',
  'tools/token.ts',
  'tools/rotate.ts',
  'tools/capacity.ts',
  'tools/iam.ts',
  'tools/pictures.ts',
  'examples/derby-night/main.ts',
])('%s ends quietly when nobody reads it any more', async entry => {
  expect(await unread(entry, ['--help'])).toEqual(quietly);
});

test('a terminal client that would take more commands ends when nobody reads it any more', async () => {
  const args = ['--url', 'socket=ws://127.0.0.1:9', '--json'];
  expect(await unread('tools/client.ts', args, 'help\n')).toEqual(quietly);
});

test('a local host stops in order when nobody reads it any more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unread-'));
  const outputs = join(folder, 'outputs.json');
  try {
    const args = ['--port', '0', '--outputs', outputs, '--no-demo'];
    expect(await unread('tools/start.ts', args)).toEqual(quietly);
    expect([existsSync(outputs), existsSync(`${outputs}.lock`)]).toEqual([false, false]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

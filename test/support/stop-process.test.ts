import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stopProcess } from './stop-process.ts';

/** A process that prints when it has done what it starts with. */
async function started(source: string) {
  const child = spawn(process.execPath, ['-e', `${source}; setInterval(() => {}, 1_000)`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
const ready = "process.stdout.write('ready')";

test('a process that ends at the signal has its own exit code', async () => {
  const child = await started(`process.on('SIGINT', () => process.exit(3)); ${ready}`);
  expect(await stopProcess(child, 'SIGINT')).toBe(3);
});

test('a process that a signal ended long ago is not waited for, and the signal is returned', async () => {
  const child = await started(ready);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  expect(child.exitCode).toBeNull();
  expect(await stopProcess(child, 'SIGINT')).toBe('SIGKILL');
});

test('the exit code of a process that has ended by itself is returned', async () => {
  const child = await started(`${ready}; process.stdout.end(() => process.exit(4))`);
  if (child.exitCode === null) await once(child, 'exit');
  expect(await stopProcess(child, 'SIGINT')).toBe(4);
});

test('a process that does not listen is killed', async () => {
  const child = await started(`process.on('SIGINT', () => {}); ${ready}`);
  expect(await stopProcess(child, 'SIGINT', 100)).toBe('SIGKILL');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimFile } from '../../local/file-claim.ts';

const ana = { pid: 4711, folder: '/home/ana/derby', port: 4600 };
const bea = { pid: 4712, folder: '/home/bea', port: 0 };

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'claim-'));
  file = path.join(folder, 'outputs.local.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a file has one owner, which the error of all others names', async () => {
  const claim = await claimFile(file, ana);
  await expect(claimFile(file, bea)).rejects.toThrow(
    `${file} belongs to the local host of /home/ana/derby (process 4711, from port 4600 on), which runs. End it, or choose another file.`,
  );
  claim.release();
  const next = await claimFile(file, bea);
  await expect(claimFile(file, ana)).rejects.toThrow('/home/bea (process 4712, on free ports)');
  next.release();
});

test('of twenty who claim it at once one has it, and the errors of the others name it', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, pid) => claimFile(file, { ...ana, pid })),
  );
  const owners = results.flatMap((result, pid) => (result.status === 'fulfilled' ? [pid] : []));
  expect(owners).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'fulfilled') result.value.release();
    else expect(result.reason.message).toContain(`(process ${owners[0]},`);
  }
});

test('another file is another claim, and what is released twice is released', async () => {
  const claims = [await claimFile(file, ana), await claimFile(`${file}.2`, ana)];
  for (const claim of [...claims, ...claims]) claim.release();
  expect(existsSync(`${file}.lock`)).toBe(false);
});

test('a file of a host that was killed is free at once', async () => {
  const module = path.resolve('local/file-claim.ts');
  const script = `const { claimFile } = await import(${JSON.stringify(module)});
    await claimFile(${JSON.stringify(file)}, ${JSON.stringify(ana)});
    process.stdout.write('claimed');
    setInterval(() => {}, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(claimFile(file, bea)).rejects.toThrow('process 4711');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(`${file}.lock`)).toBe(true);
  (await claimFile(file, bea)).release();
});

test('a lock file that is none of ours is an error, and stays', async () => {
  writeFileSync(
    `${file}.lock`,
    'a text of somebody else, longer than the header of a database '.repeat(9),
  );
  await expect(claimFile(file, ana)).rejects.toThrow('file is not a database');
  expect(existsSync(`${file}.lock`)).toBe(true);
});

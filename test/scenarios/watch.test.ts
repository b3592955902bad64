import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireOutput } from '../../tools/outputs.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import type { StreamMessage } from './support/stream-reader.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/** All that a start reads: the copy is edited, and never this project. */
const copied = ['bin', 'clients', 'core', 'dashboard', 'lambdas', 'lib', 'local', 'tools'];
const files = ['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** It is this machine's files that are watched. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('npm start -- --watch', () => {
  let directory: string;
  let project: string;
  let host: OwnHost;
  let target: Target;

  beforeAll(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'watch-')));
    project = join(directory, 'project');
    for (const name of [...copied, ...files]) {
      cpSync(name, join(project, name), { recursive: true });
    }
    symlinkSync(join(process.cwd(), 'node_modules'), join(project, 'node_modules'));
    // The page of the same sources, where it is built already: it is not what this is about.
    const page = join('build', 'dashboard');
    if (existsSync(page)) cpSync(page, join(project, page), { recursive: true });
    host = await startOwnHost(directory, {}, { projectDirectory: project, flags: ['--watch'] });
    target = await connectTarget(host.outputsFile);
  }, 240_000);
  afterAll(async () => {
    await target?.close();
    await host?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  /** Saves the file with that text in place of the other; resolves once the host has reported it. */
  async function edit(file: string, text: string, other: string, report: RegExp): Promise<void> {
    const path = join(project, file);
    const before = readFileSync(path, 'utf8');
    if (!before.includes(text)) throw new Error(`${file} has no ${text}`);
    const printed = (await host.output()).length;
    writeFileSync(path, before.replace(text, other));
    await untilSeen(host.output, output => report.test(output.slice(printed)));
  }

  const createFight = (fightId: string) =>
    target.put('Fights', { fightId, status: 'upcoming', title: 'Pelea' });
  const fightsOf = (messages: readonly StreamMessage[], prefix: string) =>
    messages
      .filter(({ data }) => String(data.data?.fightId ?? '').startsWith(prefix))
      .map(({ data }) => [data.data.fightId.slice(prefix.length), data.data.title]);

  test('serves the documents that a build puts beside a function', async () => {
    const url = requireOutput(target.outputs, 'ManagementUrl');
    const answer = await fetch(new URL('asyncapi.json', url));
    expect([answer.status, await answer.json()]).toMatchObject([200, { asyncapi: '3.0.0' }]);
  });

  test('replaces the functions that hold what is saved; streams resume by cursor, and the tables stay', async () => {
    const prefix = unique('fight');
    const reader = await target.open('Fights', { follows: true });
    const isCreated = (n: number) => (message: StreamMessage) =>
      message.data.data?.fightId === `${prefix}.${n}`;
    const isConnected = ({ event }: StreamMessage) => event === 'connected';
    await reader.until(isConnected);
    await createFight(`${prefix}.1`);
    await reader.until(isCreated(1));

    const fights = 'core/change/fights.ts';
    await edit(
      fights,
      'const data = { fightId, title, venue',
      'const data = { fightId, title: title + " de hoy", venue',
      /saved core\/change\/fights\.ts: replaced change-fan-out, management, proposal-courier in \d+ ms/,
    );
    await createFight(`${prefix}.2`);
    await reader.until(isCreated(2));

    const connected = () => reader.messages.filter(isConnected).length;
    expect(connected()).toBe(1);
    await edit(
      'lambdas/adapters/streams/stream-reports.ts',
      "'stream opened'",
      "'stream has opened'",
      target.onWebFunction
        ? /saved lambdas\/adapters\/streams\/stream-reports\.ts: replaced stream-server in \d+ ms/
        : /saved lambdas\/adapters\/streams\/stream-reports\.ts: replaced channel-stream in \d+ ms/,
    );
    // While no client may be connected.
    await createFight(`${prefix}.3`);
    const lastFrame = await reader.until(({ event }) => event === 'reconnect');
    expect(lastFrame.data.reason).toBe('shutdown');
    await reader.until(isCreated(3));
    await createFight(`${prefix}.4`);
    await reader.until(isCreated(4));
    expect(connected()).toBe(2);

    await edit(
      fights,
      'export function fightEvents',
      'export fonction fightEvents',
      /saved core\/change\/fights\.ts: the old code goes on: .*\n.*core\/change\/fights\.ts:\d+:\d+: /,
    );
    await createFight(`${prefix}.5`);
    await reader.until(isCreated(5));
    await edit(
      fights,
      'export fonction fightEvents',
      'export function fightEvents',
      /saved core\/change\/fights\.ts: no function has changed/,
    );
    await edit(
      fights,
      ' de hoy',
      ' de la noche',
      /replaced change-fan-out, management, proposal-courier in/,
    );
    await createFight(`${prefix}.6`);
    await reader.until(isCreated(6));

    expect(fightsOf(reader.messages, prefix)).toEqual([
      ['.1', 'Pelea'],
      ['.2', 'Pelea de hoy'],
      ['.3', 'Pelea de hoy'],
      ['.4', 'Pelea de hoy'],
      ['.5', 'Pelea de hoy'],
      ['.6', 'Pelea de la noche'],
    ]);
  }, 300_000);

  test('says of what only a start reads that it takes effect at the next', async () => {
    await edit(
      'lib/settings.ts',
      'import ',
      'import ',
      /saved lib\/settings\.ts: takes effect at the next npm start/,
    );
  }, 120_000);
});

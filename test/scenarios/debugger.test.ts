import { existsSync, globSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { lambdaNames } from '../../lib/lambda-name.ts';
import { type AttachedDebugger, attachDebugger } from './support/debugger.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { lineOf, readBundle } from './support/source-position.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/**
 * With 61 it is longer than change-fan-out may take on Lambda; that nothing times out is otherwise held by
 * test/local/runtime/code-update.test.ts in less time.
 */
const heldSeconds = Number(process.env.HELD_SECONDS ?? 2);

/** It is this machine's processes that a debugger attaches to. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('npm start -- --debug', () => {
  let directory: string;
  let host: OwnHost;
  let target: Target;
  let attached: AttachedDebugger | undefined;
  let running: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'debugger-'));
    host = await startOwnHost(directory, {}, { flags: ['--debug'], nodeFlags: ['--inspect=0'] });
    target = await connectTarget(host.outputsFile);
    running = join(process.cwd(), 'build', 'running', String(host.pid));
  }, 240_000);
  afterAll(async () => {
    await attached?.close();
    await target?.close();
    await host?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 60_000);

  test('has every function run from a bundle whose map leads to files of the project alone', () => {
    const bundles = globSync(join(running, '*', 'index.mjs')).sort();
    expect(bundles.map(file => relative(running, file))).toEqual(
      lambdaNames.map(name => join(name, 'index.mjs')).sort(),
    );
    const sources = [...new Set(bundles.flatMap(file => readBundle(file).sources))];
    const astray = sources.filter(
      source => relative(process.cwd(), source).startsWith('..') || !existsSync(source),
    );
    expect(astray).toEqual([]);
    expect(sources).toContain(join(process.cwd(), 'core', 'change', 'fights.ts'));
  });

  const source = join(process.cwd(), 'core', 'change', 'fights.ts');

  /** Attaches with a breakpoint at the first line of fightEvents, as an editor reads it from the map. */
  async function holdFightEvents() {
    const [address = ''] = /ws:\/\/[\w.:/-]+/.exec(await host.output()) ?? [];
    const bundle = readBundle(join(running, 'change-fan-out', 'index.mjs'));
    const line = lineOf(source, 'const { status } = write.item;');
    const position = bundle.positionOf(source, line);
    if (position === undefined) throw new Error(`nothing of ${source} is in ${bundle.file}`);
    attached = await attachDebugger(address, { url: pathToFileURL(bundle.file).href, ...position });
    return { bundle, line, attached };
  }

  test(
    'holds a write to Fights at a line of core/change/fights.ts for as long as one likes, and its event comes once',
    async () => {
      const { bundle, line, attached } = await holdFightEvents();
      const reader = await target.open('Fights', { follows: true });
      await reader.until(({ event }) => event === 'connected');

      const fightId = unique('fight');
      await target.put('Fights', { fightId, status: 'upcoming', title: 'Held' });
      const pause = await attached.paused();
      expect(pause.callStack[0]).toBe('fightEvents');
      expect(bundle.originOf(pause.position)).toEqual({ source, line });
      expect(await pause.evaluate('write.item.fightId')).toBe(fightId);
      await sleep(heldSeconds * 1_000);
      const isOfFight = ({ data }: { readonly data: { readonly data?: { fightId?: string } } }) =>
        data.data?.fightId === fightId;
      expect(reader.messages.filter(isOfFight)).toEqual([]);
      await pause.resume();

      await reader.until(isOfFight);
      // Or the next write would be held too.
      await attached.close();
      await target.update('Fights', { fightId }, { status: 'cancelled' });
      await reader.until(({ event }) => event === 'FIGHT_STATUS_UPDATE');
      expect(reader.messages.filter(isOfFight).map(({ event }) => event)).toEqual([
        'FIGHT_CREATED',
        'FIGHT_STATUS_UPDATE',
      ]);
      expect(await host.output()).not.toMatch(/Timedout|timed out/i);
    },
    (heldSeconds + 120) * 1_000,
  );

  test('ends by Ctrl-C while a function is held and its debugger attached', async () => {
    const { attached } = await holdFightEvents();
    await target.put('Fights', { fightId: unique('fight'), status: 'upcoming', title: 'Held' });
    expect((await attached.paused()).callStack[0]).toBe('fightEvents');
    // Fails unless the host ends by itself.
    await host.stop();
  }, 120_000);
});

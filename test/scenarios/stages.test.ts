import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { requireOutput } from '../../tools/outputs.ts';
import { connectManagement, type Management } from './support/management.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';

/** Of the files that are shipped. */
const stages = ['staging', 'production'] as const;

interface Stage {
  readonly host: OwnHost;
  readonly target: Target;
  readonly management: Management;
}

let directory: string;
const running = new Map<string, Stage>();

function stageOf(name: (typeof stages)[number]): Stage {
  const stage = running.get(name);
  if (stage === undefined) throw new Error(`${name} is not running`);
  return stage;
}

/** A stack that was given is one stage. */
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('two stages side by side', () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stages-'));
    await Promise.all(
      stages.map(async stage => {
        const host = await startOwnHost(await mkdtemp(join(directory, `${stage}-`)), {
          stage,
          // A reader that has gone holds its environment to the planned end.
          streamLifetimeSeconds: '25',
        });
        const target = await connectTarget(host.outputsFile);
        running.set(stage, { host, target, management: await connectManagement(target) });
      }),
    );
  }, 300_000);
  afterAll(async () => {
    for (const { host, target } of running.values()) {
      await target.close();
      await host.stop();
    }
    await rm(directory, { recursive: true, force: true });
  });

  it('name everything after their own stack, and share no table', async () => {
    const names = await Promise.all(
      stages.map(async stage => {
        const { target } = stageOf(stage);
        const { TableNames = [] } = await target.client.send(new ListTablesCommand());
        const fights = requireOutput(target.outputs, 'FightsTableName');
        expect(TableNames).toContain(fights);
        return TableNames;
      }),
    );
    expect(
      names.flat().filter(name => !/^GalloBetsRealtime-(staging|production)-/.test(name)),
    ).toEqual([]);
    expect(new Set(names.flat()).size).toBe(names.flat().length);
  });

  it.each([
    ['staging', 'production'],
    ['production', 'staging'],
  ] as const)('what is written in %s is seen there, and not in %s', async (here, there) => {
    const [mine, others] = [stageOf(here).target, stageOf(there).target];
    const [reader, stranger] = await Promise.all(
      [mine, others].map(async target => await target.open('Fights', { follows: true })),
    );
    await Promise.all(
      [reader, stranger].map(one => one?.until(({ event }) => event === 'connected')),
    );
    const [written, marker] = [unique('fight'), unique('fight')];
    await mine.put('Fights', { fightId: written, status: 'betting' });
    const isOf =
      (fightId: string) => (message: { readonly data: { data?: { fightId?: string } } }) =>
        message.data?.data?.fightId === fightId;
    await reader?.until(isOf(written));
    // What comes later in the other stage: had the first one gone there, it would have come before.
    await others.put('Fights', { fightId: marker, status: 'betting' });
    await stranger?.until(isOf(marker));
    expect(stranger?.messages.filter(isOf(written))).toEqual([]);
    expect(reader?.messages.filter(isOf(marker))).toEqual([]);
  });

  it.each([
    ['staging', 'production'],
    ['production', 'staging'],
  ] as const)('a token of %s is refused by %s, on streams and over HTTP', async (here, there) => {
    const [mine, others] = [stageOf(here).target, stageOf(there).target];
    const token = await mine.token(unique('ana'), 'admin');
    const pollAt = async ({ management }: Stage) =>
      (await management.call('GET', '/poll?channel=fights&limit=1', { token })).status;
    expect(await pollAt(stageOf(here))).toBe(200);
    expect(await pollAt(stageOf(there))).toBe(401);
    const own = await mine.open('Fights', { token });
    const other = await others.open('Fights', { token });
    expect([own.status, other.status]).toEqual([200, 401]);
    expect(other.refusal).toMatch(/^401 /);
  });
});

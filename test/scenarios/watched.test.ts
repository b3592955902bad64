import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { FaultsPatch } from '../../local/contract/fault-settings.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type QuietHost, startQuietHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

/**
 * Of its own, for nothing works here for long; a minute of its alarms lasts four seconds. On AWS each of
 * them would take its real minutes, so there it is not played.
 */
let host: QuietHost;
let target: Target;

/** Three of five minutes, windows of five, and three times as long until the last data is forgotten. */
const patienceMs = 280_000;
jest.setTimeout(900_000);

const startedAt = new Date().toISOString();

beforeAll(async () => {
  host = await startQuietHost('watched', {}, ['--alarm-seconds-per-minute', '4']);
  target = await connectTarget(host.outputsFile);
}, 300_000);
afterAll(async () => {
  await target?.close();
  await host?.stop();
});

const isElsewhere = (): boolean => Boolean(process.env.OUTPUTS);

interface Alarm {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly history: readonly { readonly at: string; readonly to: string }[];
}

const ofHost = (path: string): string =>
  `${requireOutput(target.outputs, 'AwsEndpointUrl')}/_host/${path}`;

async function alarms(): Promise<readonly Alarm[]> {
  const answer = (await (await fetch(ofHost('alarms'))).json()) as {
    readonly alarms: readonly Alarm[];
  };
  return answer.alarms;
}

/** Those of that name, without that of the stack before it. */
async function alarm(name: string): Promise<Alarm> {
  const found = (await alarms()).find(each => each.name.endsWith(`-${name}`));
  if (found === undefined) throw new Error(`the template has no alarm ${name}`);
  return found;
}

async function setFaults(faults: FaultsPatch): Promise<void> {
  const answer = await fetch(ofHost('faults'), { method: 'POST', body: JSON.stringify(faults) });
  if (answer.status !== 200) throw new Error(await answer.text());
}

/** What breaks something, and keeps on for as long as it is broken. */
interface Trouble {
  /** Alarms that fire by it, and clear once it is over. */
  readonly alarms: readonly string[];
  readonly faults?: FaultsPatch;
  /** Faults of the same sections that are none. */
  readonly mended?: FaultsPatch;
  /** Done again and again meanwhile; what it throws is a part of the trouble. */
  repeat(): Promise<unknown>;
}

const firedSince =
  (since: string) =>
  ({ history }: Alarm): boolean =>
    history.some(({ at, to }) => to === 'ALARM' && at >= since);

/** Breaks something until all its alarms have fired, and mends it. */
async function fires({ alarms: names, faults, mended, repeat }: Trouble): Promise<void> {
  const since = new Date().toISOString();
  if (faults !== undefined) await setFaults(faults);
  let isOver = false;
  const trouble = (async () => {
    while (!isOver) {
      await repeat().catch(() => {});
      await sleep(300);
    }
  })();
  try {
    for (const name of names) {
      await untilSeen(() => alarm(name), firedSince(since), { withinMs: patienceMs });
    }
  } finally {
    isOver = true;
    await trouble;
    if (mended !== undefined) await setFaults(mended);
  }
}

/** Waits until alarms that fired since then have cleared, and the topic got both. */
async function clear(names: readonly string[], since: string, withinMs: number): Promise<void> {
  for (const name of names) {
    await untilSeen(
      () => alarm(name),
      ({ state }) => state === 'OK',
      { withinMs },
    );
  }
  const subjects = await publishedSince(since);
  for (const name of names) {
    expect(subjects).toContainEqual(expect.stringMatching(new RegExp(`^ALARM: ".*-${name}" in `)));
    expect(subjects).toContainEqual(expect.stringMatching(new RegExp(`^OK: ".*-${name}" in `)));
  }
}

async function firesAndClears(trouble: Trouble): Promise<void> {
  const since = new Date().toISOString();
  await fires(trouble);
  await clear(trouble.alarms, since, patienceMs);
}

/** The subjects of what topics got. */
async function publishedSince(since: string): Promise<readonly string[]> {
  const { messages } = (await (await fetch(ofHost('messages'))).json()) as {
    readonly messages: readonly { readonly subject: string; readonly publishedAt: string }[];
  };
  return messages.filter(({ publishedAt }) => publishedAt >= since).map(({ subject }) => subject);
}

const metrics = async (): Promise<string> => await (await fetch(ofHost('metrics'))).text();

const bet = { fightId: 'f', userId: 'u', side: 'red', currency: 'MXN', status: 'pending' };

test('malformed items fire the alarm of the quarantine, and the objective of correctness', async () => {
  if (isElsewhere()) return;
  const since = new Date().toISOString();
  await fires({
    alarms: ['ItemsQuarantined', 'CorrectnessObjective'],
    repeat: async () => {
      for (let item = 0; item < 10; item += 1) {
        await target.put('Bets', { betId: unique('bad'), ...bet, amount: -5 });
      }
    },
  });
  await clear(['ItemsQuarantined'], since, patienceMs);
  expect(await metrics()).toMatch(/^gallobets_items_quarantined_total [1-9]/m);
});

test('a table that throttles fires its alarm, and loses nothing', async () => {
  if (isElsewhere()) return;
  const reader = await target.open('Bets', { follows: true });
  await reader.until(({ event }) => event === 'connected');
  const ids: string[] = [];
  await firesAndClears({
    alarms: ['EventLogThrottled'],
    faults: {
      database: [
        {
          kind: 'error',
          error: 'ProvisionedThroughputExceededException',
          table: 'EventLogTable',
          operations: ['PutItem'],
          probability: 0.5,
        },
      ],
    },
    mended: { database: [] },
    repeat: async () => {
      const betId = unique('slow');
      await target.put('Bets', { betId, ...bet, amount: 5 });
      ids.push(betId);
    },
  });
  await reader.until(({ data }) => data?.data?.betId === ids.at(-1), patienceMs);
  const seen = reader.messages.flatMap(({ data }) => data?.data?.betId ?? []);
  expect(ids.filter(id => !seen.includes(id))).toEqual([]);
  expect(await metrics()).toMatch(/^gallobets_events_appended_total\{channel="bets"\} [1-9]/m);
});

test('a fan-out that fails fires the alarm of late streams, and what comes late the objective of delivery', async () => {
  if (isElsewhere()) return;
  const since = new Date().toISOString();
  const reader = await target.open('Bets', { follows: true });
  await reader.until(({ event }) => event === 'connected');
  await fires({
    alarms: ['ChangeFanOutLate'],
    // One that is throttled is done with no batch, and has no age.
    faults: { functions: { ChangeFanOutFunction: { kind: 'kill' } } },
    mended: { functions: {} },
    repeat: () => target.put('Bets', { betId: unique('late'), ...bet, amount: 5 }),
  });
  // The table that throttled may have fired it already.
  await untilSeen(() => alarm('DeliveryObjective'), firedSince(startedAt), {
    withinMs: patienceMs,
  });
  await clear(['ChangeFanOutLate'], since, patienceMs);
});

test('functions that are killed or throttled fire the alarms of errors, answers, throttles, schedules and sockets', async () => {
  if (isElsewhere()) return;
  const url = requireOutput(target.outputs, 'ProposalsWebSocketUrl');
  const token = await target.token(unique('bettor'), 'bettor');
  const connect = () =>
    new Promise<void>(resolve => {
      const socket = new WebSocket(url, ['gallobets.v1', `bearer.${token}`]);
      socket.on('error', () => {});
      socket.once('open', () => socket.close());
      socket.once('close', () => resolve());
    });
  await firesAndClears({
    alarms: [
      ...['ManagementErrors', 'ManagementFailing', 'SocketFailing'],
      ...['FunctionsThrottled', 'ProposalSweeperSilent'],
    ],
    faults: {
      functions: {
        ManagementFunction: { kind: 'kill' },
        ProposalSocketFunction: { kind: 'throttle' },
        // It runs by its schedule.
        ProposalSweeperFunction: { kind: 'throttle' },
      },
    },
    mended: { functions: {} },
    repeat: () =>
      Promise.all([
        fetch(`${requireOutput(target.outputs, 'ManagementUrl')}health`),
        ...Array.from({ length: 12 }, connect),
      ]),
  });
  expect(await metrics()).toMatch(
    /^aws_lambda_errors_total\{function_name="[\w-]*ManagementFunction[0-9A-F]{8}"\} [1-9]/m,
  );
});

test('meanwhile the objective of correctness is met again, and of delivery its last five minutes', async () => {
  if (isElsewhere()) return;
  await clear(['CorrectnessObjective'], startedAt, patienceMs);
  // It goes on for as long as its other part does, ninety minutes where nothing is delivered any more.
  await untilSeen(
    () => alarm('DeliveryOver5Minutes'),
    ({ state }) => state === 'OK',
    { withinMs: patienceMs },
  );
});

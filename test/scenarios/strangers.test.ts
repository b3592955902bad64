import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelStream } from '../../clients/browser/index.ts';
import type { Health } from '../../core/wire/management/health.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { connectBettor } from './support/bettor.ts';
import { type OwnHost, startOwnHost } from './support/own-host.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until, untilSeen } from './support/until.ts';

const strangers = 10;
const streamsEach = 20;
const titles = ['System', 'Fights', 'Bets', 'Users', 'Finance', 'Streaming', 'Inbox'];

interface Account {
  readonly directory: string;
  readonly host: OwnHost;
  readonly target: Target;
  /** Of each stream that a stranger asked for, the status and, of a refusal, its code. */
  readonly answers: string[];
}

/** A stack in an account of so many slots, whose streams last longer than the test. */
async function accountOf(slots: number): Promise<Account> {
  const directory = await mkdtemp(join(tmpdir(), 'strangers-'));
  const host = await startOwnHost(directory, { accountConcurrency: String(slots) });
  return { directory, host, target: await connectTarget(host.outputsFile), answers: [] };
}

/** Opens streams and leaves each as soon as it is answered; no function is notified of that. */
async function abandonStreams({ target, answers }: Account): Promise<void> {
  const token = await target.token(unique('stranger'), 'bettor');
  const url = requireOutput(target.outputs, 'InboxChannelUrl');
  for (let n = 0; n < streamsEach; n += 1) {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers, signal: abort.signal });
    const refused = response.status === 200 ? {} : ((await response.json()) as { code?: string });
    answers.push(`${response.status} ${refused.code ?? ''}`.trim());
    abort.abort();
  }
}

const countOf = ({ answers }: Account, wanted: string) =>
  answers.filter(answer => answer === wanted).length;

/** A stream of staff's on each of these channels, and what is written comes on it. */
async function staffReads({ target }: Account, channels: readonly string[]): Promise<void> {
  const token = await target.token(unique('admin'), 'admin');
  for (const title of channels) {
    const stream = await target.open(title, { token });
    expect([title, stream.status]).toEqual([title, 200]);
    await stream.until(({ event }) => event === 'connected');
    const eventId = unique('note');
    const channel = title.toLowerCase();
    const addressed = title === 'Inbox' ? { target: { roles: ['admin'] } } : {};
    await target.put('Outbox', { eventId, channel, type: 'NOTE', data: {}, ...addressed });
    await stream.until(({ data }) => data?.id === eventId);
  }
}

/** Two bettors' sockets, over which a proposal is made, received and accepted. */
async function bettorsPropose({ target }: Account): Promise<void> {
  const fightId = unique('fight');
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  const [maker, recipient] = [await connectBettor(target), await connectBettor(target)];
  const wish = { toUserId: recipient.userId, fightId, amount: 500, currency: 'MXN' };
  const made = await maker.ask('create_pago_proposal', wish);
  expect(made.event).toBe('proposal_created');
  const { proposalId } = made.data;
  await recipient.until(({ data }) => data.proposalId === proposalId);
  await recipient.ask('respond_to_proposal', { proposalId, response: 'accept' });
  const result = await maker.until(({ event }) => event === 'proposal_result');
  expect(result.data.outcome).toBe('accepted');
  await Promise.all([maker.close(), recipient.close()]);
}

/** Health is answered whenever it is asked, and everything works; how late, depends on the machine. */
async function isWell({ target }: Account): Promise<void> {
  const url = `${requireOutput(target.outputs, 'ManagementUrl')}health?details=true`;
  const headers = { authorization: `Bearer ${await target.token(unique('admin'), 'admin')}` };
  const look = async () => {
    const response = await fetch(url, { headers });
    expect(response.status).toBe(200);
    return (await response.json()) as Health;
  };
  await untilSeen(look, ({ components = [], errors }) => {
    const ill = components.filter(
      ({ name, status }) => status !== 'healthy' && name !== 'delivery',
    );
    return ill.length === 0 && errors?.status === 'healthy';
  });
}

/**
 * A bettor whose page finds no room for its stream polls at once; where streams have no ceiling, it has
 * one. Either way it gets what is for it.
 */
async function bettorFollows({ target }: Account, refusal: string | undefined): Promise<void> {
  const userId = unique('polls');
  const problems: string[] = [];
  const received: string[] = [];
  const stream = new ChannelStream({
    channel: 'inbox',
    url: requireOutput(target.outputs, 'InboxChannelUrl'),
    pollUrl: `${requireOutput(target.outputs, 'ManagementUrl')}poll`,
    token: await target.token(userId, 'bettor'),
    history: 0,
  });
  stream.on('error', ({ code, recovery }) => problems.push(`${code} ${recovery}`));
  stream.on('*', ({ id }) => received.push(id));
  const look = { watch: (seen: () => void) => stream.subscribe(seen), stands: () => stream.view };
  stream.connect();
  await until(() => stream.view.method === (refusal === undefined ? 'sse' : 'poll'), look);
  const eventId = unique('addressed');
  const addressed = { channel: 'inbox', type: 'NOTE', data: {}, target: { users: [userId] } };
  await target.put('Outbox', { eventId, ...addressed });
  const onEvent = { ...look, watch: (seen: () => void) => stream.on('*', seen) };
  await until(() => received.length > 0, onEvent);
  expect(received).toEqual([eventId]);
  expect(problems).toEqual(refusal === undefined ? [] : [`${refusal} poll`]);
  expect(stream.view.failures).toMatchObject({ sse: { total: 0 }, poll: { total: 0 } });
  stream.close();
}

// A deployed stack has the account that it has.
const onLocalHost = process.env.OUTPUTS ? describe.skip : describe;

onLocalHost('ten strangers with twenty abandoned streams each', () => {
  test.each([
    [40, 4, 'PUBLIC_STREAMS_FULL', strangers, titles],
    [10, 0, 'PUBLIC_STREAMS_OFF', 2, ['Fights', 'Inbox']],
  ])(
    'in an account of %i slots change nothing for staff, sockets, fan-out and health [G10]',
    async (slots, publicStreams, refusal, atOnce, channels) => {
      const account = await accountOf(slots);
      const asked = strangers * streamsEach;
      const { onWebFunction } = account.target;
      // They are welcome where no stream takes a slot of the account.
      const welcome = (streams: number) => (onWebFunction ? streams : publicStreams);
      const expected = (streams: number) => [welcome(streams), streams - welcome(streams)];
      const counted = () => [countOf(account, '200'), countOf(account, `429 ${refusal}`)];
      try {
        for (let first = 0; first < strangers; first += atOnce) {
          await Promise.all(Array.from({ length: atOnce }, () => abandonStreams(account)));
        }
        expect(counted()).toEqual(expected(asked));
        await Promise.all([staffReads(account, channels), abandonStreams(account)]);
        await bettorsPropose(account);
        await isWell(account);
        await bettorFollows(account, onWebFunction ? undefined : refusal);
        expect(counted()).toEqual(expected(asked + streamsEach));
      } finally {
        await account.target.close();
        await account.host.stop();
        await rm(account.directory, { recursive: true, force: true });
      }
    },
    300_000,
  );
});

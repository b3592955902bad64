import type { ChannelOptions, ChannelStream, ProposalSocket } from '../../clients/browser/index.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { clientOf, versionsOfClients } from '../upgrade/releases.ts';
import { connectTarget, type Target, unique } from './support/target.ts';
import { until } from './support/until.ts';

/** Clients that read one channel by a stream, as all did until commit fc3e37d5. */
const ofOneChannel: readonly string[] = ['0.0.1'];

let target: Target;
const open: { close(): void }[] = [];

beforeAll(async () => {
  target = await connectTarget();
});
afterAll(async () => {
  for (const each of open) each.close();
  await target.close();
});

/** Of `VideoStreams`, whose changes come by the channel `streaming`. */
async function write(prefix: string, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 1) {
    const streamId = `${prefix}${n}`;
    await target.put('VideoStreams', { streamId, fightId: 'f', status: 'live', viewerCount: 0 });
  }
}

/** A page of before waits as long as a busy machine takes. */
const waitMs = 240_000;
const patientMs = 900_000;

const numbers = (count: number) => Array.from({ length: count }, (_, n) => String(n));

/** What a reader has received of items with that prefix, and the means to wait for more. */
function following(stream: ChannelStream, prefix: string) {
  const received: string[] = [];
  stream.on('*', ({ data }) => {
    const id = 'streamId' in data ? String(data.streamId) : '';
    if (id.startsWith(prefix)) received.push(id.slice(prefix.length));
  });
  const happening = {
    watch: (look: () => void) => {
      const leave = stream.subscribe(look);
      const off = stream.on('*', look);
      return () => {
        leave();
        off();
      };
    },
    stands: () => ({ ...stream.view, received }),
  };
  const untilSo = (isWanted: () => boolean) => until(isWanted, happening, waitMs);
  return { received, until: untilSo };
}

describe.each(versionsOfClients)('a page that has loaded version %s', version => {
  const { ChannelStream: Stream, ProposalSocket: Bettors } = clientOf(version);

  async function sources() {
    return {
      url: requireOutput(target.outputs, 'StreamingChannelUrl'),
      pollUrl: `${requireOutput(target.outputs, 'ManagementUrl').replace(/\/$/, '')}/poll`,
      token: await target.token(unique('page'), 'admin'),
    };
  }

  async function read(prefix: string, options: Partial<ChannelOptions<'streaming'>> = {}) {
    const stream = new Stream({
      channel: 'streaming',
      ...(await sources()),
      history: 0,
      ...options,
    }) as ChannelStream<'streaming'>;
    open.push(stream);
    const events = following(stream, prefix);
    stream.connect();
    await events.until(() => ['open', 'polling'].includes(stream.view.status));
    return { stream, ...events };
  }

  test(
    'streams, and goes on from its cursor without loss or repetition',
    async () => {
      const prefix = unique('streamed');
      const first = await read(prefix);
      await write(prefix, 0, 3);
      await first.until(() => first.received.length >= 3);
      const { cursor = '' } = first.stream;
      first.stream.close();
      await write(prefix, 3, 6);
      const second = await read(prefix, { cursor });
      await write(prefix, 6, 8);
      await second.until(() => second.received.length >= 5);
      expect([...first.received, ...second.received]).toEqual(numbers(8));
    },
    patientMs,
  );

  test(
    'polls, on the same cursor',
    async () => {
      const prefix = unique('polled');
      const reader = await read(prefix, { method: 'poll' });
      await write(prefix, 0, 3);
      await reader.until(() => reader.received.length >= 3);
      expect(reader.stream.view.method).toBe('poll');
      expect(reader.received).toEqual(numbers(3));
    },
    patientMs,
  );

  if (!ofOneChannel.includes(version)) {
    test(
      'reads several channels by one stream',
      async () => {
        const prefix = unique('live');
        const stream = new Stream({
          channels: ['streaming', 'fights'],
          ...(await sources()),
          url: requireOutput(target.outputs, 'LiveUrl'),
          history: 0,
        });
        open.push(stream);
        const events = following(stream, prefix);
        stream.connect();
        await events.until(() => stream.view.status === 'open');
        await write(prefix, 0, 3);
        await events.until(() => events.received.length >= 3);
        expect(events.received).toEqual(numbers(3));
      },
      patientMs,
    );
  }

  test(
    'bets: a proposal is made, received and accepted',
    async () => {
      const fightId = unique('fight');
      await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
      const bettor = async () => {
        const userId = unique('bettor');
        await target.enroll(userId);
        const socket: ProposalSocket = new Bettors({
          url: requireOutput(target.outputs, 'ProposalsWebSocketUrl'),
          token: await target.token(userId, 'bettor'),
        });
        open.push(socket);
        const greeted = Promise.withResolvers<void>();
        socket.on('pending_proposals', () => greeted.resolve());
        socket.connect();
        await greeted.promise;
        return { userId, socket };
      };
      const [ana, beto] = await Promise.all([bettor(), bettor()]);
      const received = Promise.withResolvers<string>();
      const result = Promise.withResolvers<string>();
      beto.socket.on('proposal_received', ({ proposalId }) => received.resolve(proposalId));
      ana.socket.on('proposal_result', ({ outcome }) => result.resolve(outcome));
      const made = await ana.socket.propose('pago', {
        toUserId: beto.userId,
        fightId,
        amount: 500,
      });
      expect(made).toMatchObject({ kind: 'answered', data: { proposalId: expect.any(String) } });
      const proposalId = await received.promise;
      expect(await beto.socket.respond(proposalId, 'accept')).toMatchObject({
        kind: 'answered',
        data: { outcome: 'accepted' },
      });
      expect(await result.promise).toBe('accepted');
    },
    patientMs,
  );
});

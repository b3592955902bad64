import fc from 'fast-check';
import { createProposalBook } from '../../../clients/react/proposal-book.ts';
import type { SocketConnection } from '../../../core/connection/socket-connections.ts';
import type { PostResult } from '../../../core/connection/socket-gateway.ts';
import { atOnceBoundMs, postAtOnce } from '../../../core/proposal/post-at-once.ts';
import { visibleProposal } from '../../../core/proposal/proposal.ts';
import { proposalReceived, proposalResult } from '../../../core/proposal/proposal-message.ts';
import { type CourierPorts, runCourierTasks } from '../../../core/proposal/run-courier-tasks.ts';
import { open } from '../../clients/browser/socket/open-socket.ts';
import { currencies } from '../../support/currencies.ts';
import { silentMeter } from '../../support/silent-meter.ts';
import { createdAtMs, exampleProposal } from './example-proposal.ts';

const pending = visibleProposal(exampleProposal());
const accepted = visibleProposal(
  exampleProposal({ status: 'accepted', decidedAt: '2026-11-20T20:00:05.000Z' }),
);
const received = proposalReceived(pending, { now: createdAtMs });
const result = proposalResult(accepted, 'accepted', { now: createdAtMs + 5_000 });

function row(connectionId: string, change: Partial<SocketConnection> = {}): SocketConnection {
  return {
    userId: 'beto',
    connectionId,
    role: 'bettor',
    permissions: [],
    connectedAtMs: createdAtMs - 60_000,
    state: 'connected',
    seenAtMs: createdAtMs,
    tokenExpiresAtMs: createdAtMs + 3_600_000,
    ...change,
  };
}

type Post = (connectionId: string, text: string) => Promise<PostResult>;

const sent: PostResult = { kind: 'sent' };

function portsOf(rows: readonly SocketConnection[], post: Post) {
  return {
    connections: { listOf: async () => rows },
    gateway: { post },
    now: () => createdAtMs,
  };
}

describe('posting at once', () => {
  it.each([
    ['in time', atOnceBoundMs - 1, 1],
    ['after the bound, as in an environment that was frozen', atOnceBoundMs, 0],
  ])('posts nothing of what it found too late: %s', async (_, tookMs, posts) => {
    let nowMs = createdAtMs;
    const post = jest.fn<Promise<PostResult>, Parameters<Post>>(async () => sent);
    const ports = {
      ...portsOf([row('laptop')], post),
      connections: {
        listOf: async () => {
          nowMs += tookMs;
          return [row('laptop')];
        },
      },
      now: () => nowMs,
    };
    await postAtOnce('beto', received, ports);
    expect(post).toHaveBeenCalledTimes(posts);
  });

  it('posts the message to each open socket of the user whose token is still good', async () => {
    const posted: string[] = [];
    const rows = [
      row('laptop'),
      row('expired', { tokenExpiresAtMs: createdAtMs }),
      row('phone', { tokenExpiresAtMs: createdAtMs + 1 }),
    ];
    const post: Post = async (connectionId, text) => {
      posted.push(`${connectionId} ${JSON.parse(text).id}`);
      return sent;
    };
    await postAtOnce('beto', received, portsOf(rows, post));
    expect(posted).toEqual(['laptop p-1.received', 'phone p-1.received']);
  });

  it.each<readonly [string, Post]>([
    ['is gone', async () => ({ kind: 'gone' })],
    ['cannot be reached', async () => ({ kind: 'failed', cause: new Error('no way') })],
    ['breaks the promise not to throw', async () => Promise.reject(new Error('thrown'))],
  ])('leaves a socket that %s to the courier', async (_, post) => {
    await expect(postAtOnce('beto', received, portsOf([row('phone')], post))).resolves.toBe(
      undefined,
    );
  });

  it('leaves a user whose sockets cannot be read to the courier', async () => {
    const listOf = async () => Promise.reject(new Error('throttled'));
    const ports = { ...portsOf([], async () => sent), connections: { listOf } };
    await expect(postAtOnce('beto', received, ports)).resolves.toBe(undefined);
  });

  it('waits for a socket that does not answer until the bound, and no longer', async () => {
    jest.useFakeTimers();
    try {
      let isDone = false;
      const never: Post = async () => await new Promise(() => {});
      const posting = postAtOnce('beto', received, portsOf([row('phone')], never)).then(() => {
        isDone = true;
      });
      await jest.advanceTimersByTimeAsync(atOnceBoundMs - 1);
      expect(isDone).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      expect(isDone).toBe(true);
      await posting;
    } finally {
      jest.useRealTimers();
    }
  });
});

/** The courier of a user whose socket takes what it posts. */
function courierOf(post: Post): CourierPorts {
  const { connections, ...ports } = portsOf([row('phone')], post);
  return {
    ...ports,
    connections: connections as unknown as CourierPorts['connections'],
    gateway: { post, close: async () => sent },
    startDeadline: async () => {},
    lists: {} as CourierPorts['lists'],
    currencies,
    repairList: async () => {},
    meter: silentMeter,
    pause: async () => {},
    statistics: { delivered: () => {} } as unknown as CourierPorts['statistics'],
    onDeliveryFailed: () => {},
    traceSampling: 0,
  };
}

test('in whatever order the posts at once and the courier’s arrive, lost or repeated, a client shows each message once, and what is decided as decided', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({
        isReceivedLost: fc.boolean(),
        isResultLost: fc.boolean(),
        courierRuns: fc.integer({ min: 1, max: 3 }),
      }),
      async (scheduler, { isReceivedLost, isResultLost, courierRuns }) => {
        const { around, socket } = await open();
        const book = createProposalBook(socket);
        const release = book.retain();
        const shown: string[] = [];
        socket.on('proposal_received', ({ proposalId }) => shown.push(`${proposalId} received`));
        socket.on('proposal_result', ({ outcome }) => shown.push(outcome));
        const arrive = scheduler.scheduleFunction(async (_connectionId: string, text: string) => {
          await around.socket.receive(JSON.parse(text));
          return sent;
        });
        const lose: Post = async () => ({ kind: 'failed', cause: new Error('lost') });
        const atOnce = (message: typeof received, isLost: boolean) =>
          postAtOnce('beto', message, portsOf([row('phone')], isLost ? lose : arrive));
        const tasks = [
          { kind: 'proposed', proposal: pending },
          { kind: 'decided', proposal: accepted, outcome: 'accepted' },
        ] as const;
        const courier = async (): Promise<void> => {
          for (let run = 0; run < courierRuns; run += 1) {
            await runCourierTasks(tasks, courierOf(arrive));
          }
        };
        await scheduler.waitFor(
          Promise.all([atOnce(received, isReceivedLost), atOnce(result, isResultLost), courier()]),
        );
        expect(shown.toSorted()).toEqual(['accepted', 'p-1 received']);
        expect(book.store.getState().proposals).toEqual([accepted]);
        release();
      },
    ),
    { numRuns: 200 },
  );
});

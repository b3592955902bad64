import type { ProposalSocket } from '../../../../clients/browser/index.ts';
import { settled } from '../fake-environment.ts';
import { open, tokenFor, unasked } from './open-socket.ts';

type Around = Awaited<ReturnType<typeof open>>['around'];

const eventOf = (seq: number, workflowId = 'w-1') => ({
  workflowId,
  cursor: `k3f9.${seq}`,
  event: { id: `e-${seq}`, type: 'workflow.updated', data: { workflowId } },
});

const pushOf = (seq: number, workflowId = 'w-1') => ({
  event: 'workflow_event',
  id: `e-${seq}`,
  data: eventOf(seq, workflowId),
});

interface Sent {
  readonly action: string;
  readonly requestId: string;
  readonly data: { readonly workflowId: string; readonly cursor?: string };
}

/** What the client sent on the newest connection, without pings. */
const asked = ({ socket }: Around) =>
  (socket.sent as Sent[]).filter(({ action }) => action !== 'ping');

async function answer(
  around: Around,
  requestId: string,
  seqs: readonly number[],
  more: Readonly<Record<string, unknown>> = {},
) {
  await around.socket.receive({
    event: 'subscribed',
    id: `answer-${requestId}-${seqs.join('-')}`,
    requestId,
    data: {
      workflowId: 'w-1',
      events: seqs.map(seq => eventOf(seq)),
      cursor: `k3f9.${seqs.at(-1) ?? 0}`,
      hasMore: false,
      ...more,
    },
  });
}

/** The places of the events that handlers received. */
function listen(socket: ProposalSocket) {
  const places: string[] = [];
  socket.on('workflow_event', ({ cursor }) => places.push(cursor.slice(5)));
  return places;
}

/** Cuts the connection, and opens the next one. */
async function reconnect(around: Around) {
  const before = around.sockets.length;
  await around.socket.drop();
  while (around.sockets.length === before) await around.pass(500);
  await around.socket.open();
}

describe('a subscription to a workflow', () => {
  it('is answered with how it stands, and its events are delivered as they come', async () => {
    const { around, socket } = await open(unasked);
    const places = listen(socket);
    const standings: unknown[] = [];
    socket.on('subscribed', ({ workflow }) => standings.push(workflow));
    const outcome = socket.subscribeWorkflow('w-1');
    expect(asked(around)).toEqual([
      { action: 'subscribe_workflow', requestId: 'id-1', data: { workflowId: 'w-1' } },
    ]);
    const workflow = { workflowId: 'w-1', status: 'pending' };
    await answer(around, 'id-1', [], { workflow });
    expect(await outcome).toMatchObject({ kind: 'answered', data: { workflow } });
    expect(standings).toEqual([workflow]);
    await around.socket.receive(pushOf(4));
    await around.socket.receive(pushOf(4));
    await around.socket.receive(pushOf(5));
    expect(places).toEqual(['4', '5']);
  });

  it('is taken up again by its cursor: what was missed comes before what is pushed meanwhile, each once', async () => {
    const { around, socket } = await open(unasked);
    const places = listen(socket);
    void socket.subscribeWorkflow('w-1');
    await answer(around, 'id-1', [], { cursor: 'k3f9.3' });
    await around.socket.receive(pushOf(4));
    await reconnect(around);
    expect(asked(around)).toEqual([
      {
        action: 'subscribe_workflow',
        requestId: 'id-2',
        data: { workflowId: 'w-1', cursor: 'k3f9.4' },
      },
    ]);
    await around.socket.receive(pushOf(8));
    expect(places).toEqual(['4']);
    await answer(around, 'id-2', [5, 6], { hasMore: true });
    expect(asked(around).at(-1)).toMatchObject({ data: { cursor: 'k3f9.6' } });
    await answer(around, 'id-3', [7, 8]);
    expect(places).toEqual(['4', '5', '6', '7', '8']);
    await reconnect(around);
    expect(asked(around).at(-1)).toMatchObject({ data: { cursor: 'k3f9.8' } });
  });

  it('that is refused is none; one that is refused when it is taken up again is reported', async () => {
    const { around, socket } = await open(unasked);
    const ended: string[] = [];
    socket.on('unsubscribed', ({ workflowId }) => ended.push(workflowId));
    const data = { code: 'WORKFLOW_NOT_FOUND', message: 'none', action: 'subscribe_workflow' };
    const outcome = socket.subscribeWorkflow('w-1');
    await around.socket.receive({ event: 'error', id: 'x', requestId: 'id-1', data });
    expect(await outcome).toEqual({
      kind: 'refused',
      code: 'WORKFLOW_NOT_FOUND',
      message: 'none',
    });
    await reconnect(around);
    expect(asked(around)).toEqual([]);

    void socket.subscribeWorkflow('w-1');
    await answer(around, 'id-2', []);
    await reconnect(around);
    await around.socket.receive({ event: 'error', id: 'y', requestId: 'id-3', data });
    expect(ended).toEqual(['w-1']);
    await reconnect(around);
    expect(asked(around)).toEqual([]);
  });

  it('that ends is not taken up again; what is pushed all the same is delivered', async () => {
    const { around, socket } = await open(unasked);
    const places = listen(socket);
    void socket.subscribeWorkflow('w-1');
    await answer(around, 'id-1', []);
    void socket.unsubscribeWorkflow('w-1');
    expect(asked(around).at(-1)).toMatchObject({ action: 'unsubscribe_workflow' });
    const left = { event: 'unsubscribed', id: 'z', requestId: 'id-2', data: { workflowId: 'w-1' } };
    await around.socket.receive(left);
    await around.socket.receive(pushOf(9));
    expect(places).toEqual(['9']);
    await reconnect(around);
    expect(asked(around)).toEqual([]);
  });

  it('that is wanted again is asked for once the server has answered that it had ended', async () => {
    const { around, socket } = await open(unasked);
    void socket.subscribeWorkflow('w-1');
    await answer(around, 'id-1', []);
    const left = socket.unsubscribeWorkflow('w-1');
    const outcome = socket.subscribeWorkflow('w-1');
    void socket.subscribeWorkflow('w-2');
    await settled();
    const named = () => asked(around).map(({ action, data }) => `${action} ${data.workflowId}`);
    const before = [
      ...['subscribe_workflow w-1', 'unsubscribe_workflow w-1', 'subscribe_workflow w-2'],
    ];
    expect(named()).toEqual(before);
    await around.socket.receive({
      ...{ event: 'unsubscribed', id: 'z', requestId: 'id-2', data: { workflowId: 'w-1' } },
    });
    expect(await left).toMatchObject({ kind: 'answered' });
    await settled();
    expect(named()).toEqual([...before, 'subscribe_workflow w-1']);
    await answer(around, asked(around).at(-1)?.requestId ?? '', []);
    expect(await outcome).toMatchObject({ kind: 'answered' });
    void socket.unsubscribeWorkflow('w-2');
    void socket.unsubscribeWorkflow('w-2');
    void socket.subscribeWorkflow('w-2');
    const [first, second] = asked(around).slice(-2);
    for (const [sent, count] of [
      [second, 0],
      [first, 1],
    ] as const) {
      const data = { workflowId: 'w-2' };
      const { requestId } = sent ?? {};
      await around.socket.receive({ event: 'unsubscribed', id: `l-${count}`, requestId, data });
      await settled();
      expect(named().slice(-1)).toEqual([`${count ? '' : 'un'}subscribe_workflow w-2`]);
    }
  });

  it('whose answer is not in time is asked for again; ten at once on a new connection', async () => {
    const { around, socket } = await open(unasked);
    const outcome = socket.subscribeWorkflow('w-1', { timeoutMs: 1_000 });
    await around.pass(1_000);
    expect(await outcome).toEqual({ kind: 'unanswered', reason: 'timeout' });
    await settled();
    await answer(around, 'id-2', []);
    for (let n = 2; n <= 25; n += 1) {
      void socket.subscribeWorkflow(`w-${n}`);
      await answer(around, `id-${n + 1}`, [], { workflowId: `w-${n}` });
    }
    await reconnect(around);
    expect(asked(around)).toHaveLength(10);
    const [first] = asked(around);
    await answer(around, first?.requestId ?? '', []);
    expect(asked(around)).toHaveLength(11);
  });

  it('misses nothing of the time in which the token had ended', async () => {
    const { around, socket } = await open({ ...unasked, token: () => tokenFor(30) });
    void socket.subscribeWorkflow('w-1');
    await answer(around, 'id-1', [], { cursor: 'k3f9.3' });
    await around.pass(26_000);
    const renewal = asked(around).findLast(({ action }) => action === 'authenticate');
    await around.socket.receive({
      event: 'authenticated',
      id: 'a',
      requestId: renewal?.requestId,
      data: { userId: 'ana', role: 'operator', expiresAt: around.now + 600_000 },
    });
    expect(
      asked(around)
        .filter(({ action }) => action === 'subscribe_workflow')
        .at(-1),
    ).toMatchObject({
      data: { workflowId: 'w-1', cursor: 'k3f9.3' },
    });
  });
});

/** A log of one workflow, and a server that answers and pushes from it. */
test('whatever is cut, doubled and lost, each event is delivered once and in order, to the last', async () => {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  for (let run = 0; run < 40; run += 1) {
    const { around, socket } = await open(unasked);
    const places = listen(socket);
    let head = 0;
    let isJoined = false;
    let answered = 0;
    void socket.subscribeWorkflow('w-1');
    const serve = async (): Promise<void> => {
      const requests = asked(around).filter(({ action }) => action === 'subscribe_workflow');
      for (const { requestId, data } of requests.slice(answered)) {
        answered += 1;
        isJoined = true;
        const from = data.cursor === undefined ? head : Number(data.cursor.slice(5));
        const to = Math.min(head, from + 3);
        const seqs = Array.from({ length: to - from }, (_, n) => from + n + 1);
        await answer(around, requestId, seqs, { cursor: `k3f9.${to}`, hasMore: to < head });
      }
    };
    await serve();
    for (let step = 0; step < 40; step += 1) {
      const dice = random();
      if (dice < 0.5) {
        head += 1;
        if (isJoined) await around.socket.receive(pushOf(head));
        if (isJoined && random() < 0.3) await around.socket.receive(pushOf(head));
      } else if (dice < 0.7) {
        isJoined = false;
        answered = 0;
        await reconnect(around);
      } else {
        await serve();
      }
    }
    await serve();
    for (let more = 0; more < 20; more += 1) await serve();
    expect(places).toEqual(Array.from({ length: head }, (_, n) => String(n + 1)));
    socket.close();
  }
});

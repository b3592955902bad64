import { setTimeout } from 'node:timers/promises';
import { currencyOf } from '../../core/wire/currency.ts';
import { requireOutput } from '../../tools/outputs.ts';
import { type Bettor, connectBettor, type SocketMessage } from './support/bettor.ts';
import type { StreamReader } from './support/stream-reader.ts';
import { connectTarget, inAnHour, type Target, unique } from './support/target.ts';
import { untilSeen } from './support/until.ts';

let target: Target;
let bets: StreamReader;
const fightId = unique('fight');
const open: Bettor[] = [];

beforeAll(async () => {
  target = await connectTarget();
  await target.put('Fights', { fightId, title: 'Final', status: 'betting' });
  bets = await target.open('Bets', { follows: true });
  await bets.until(({ event }) => event === 'connected');
});
afterAll(async () => {
  await Promise.all(open.map(bettor => bettor.close()));
  await target.close();
});

/** A bettor that was greeted: from here on it receives everything. */
async function bettor(userId?: string): Promise<Bettor> {
  const connected = await connectBettor(target, userId);
  open.push(connected);
  await connected.until(({ event }) => event === 'pending_proposals');
  return connected;
}

async function two(): Promise<readonly [Bettor, Bettor]> {
  return await Promise.all([bettor(), bettor()]);
}

const offer = (to: Pick<Bettor, 'userId'>, parts: Record<string, unknown> = {}) => ({
  toUserId: to.userId,
  fightId,
  amount: 500,
  ...parts,
});

/** A proposal between the two, received by the other side. */
async function proposed(maker: Bettor, recipient: Bettor, kind: 'pago' | 'doy' = 'pago') {
  const made = await maker.ask(`create_${kind}_proposal`, offer(recipient));
  expect(made.event).toBe('proposal_created');
  const { proposalId } = made.data;
  await recipient.until(isAbout(proposalId, 'proposal_received'));
  return made.data.proposal;
}

/** One that does not time out while a slow machine answers it. */
async function lasting(maker: Bettor, recipient: Bettor, kind: 'pago' | 'doy' = 'pago') {
  const proposal = await proposed(maker, recipient, kind);
  await outlast(proposal.proposalId);
  return proposal;
}

const outlast = (proposalId: string) =>
  target.update('Proposals', { proposalId }, { expiresAt: inAnHour() });

const isAbout = (proposalId: string, event: string) => (message: SocketMessage) =>
  message.event === event && message.data.proposalId === proposalId;

/** Written by a backend, so that it outlives any dialogue. */
async function putWaiting(maker: Bettor, recipient: Bettor): Promise<string> {
  const proposalId = unique('p-');
  await target.put('Proposals', {
    proposalId,
    kind: 'doy',
    fightId,
    amount: 7,
    status: 'pending',
    fromUserId: maker.userId,
    toUserId: recipient.userId,
    createdAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  });
  return proposalId;
}

/** What the admins received about it, in order. */
function actionsOnBets(proposalId: string): string[] {
  return bets.messages
    .filter(({ data }) => data?.data?.proposalId === proposalId)
    .map(({ data }) => data.data.action);
}

async function receivedByAll(sides: readonly Bettor[], proposalId: string, outcome: string) {
  for (const side of sides) {
    const result = await side.until(isAbout(proposalId, 'proposal_result'), 30_000);
    expect(result.data).toMatchObject({ proposalId, outcome, proposal: { status: outcome } });
  }
  await bets.until(() => actionsOnBets(proposalId).length === 2);
  expect(actionsOnBets(proposalId)).toEqual(['created', outcome]);
}

describe('a proposal', () => {
  test.each(['pago', 'doy'] as const)(
    '%s: made, received on every open connection of the other side, accepted [G8]',
    async kind => {
      const [maker, recipient] = await two();
      const phone = await bettor(recipient.userId);
      const made = await maker.ask(
        `create_${kind}_proposal`,
        offer(recipient, { odds: 1.9, message: 'va' }),
      );
      expect(made).toMatchObject({
        event: 'proposal_created',
        data: {
          proposal: {
            kind,
            fightId,
            fromUserId: maker.userId,
            toUserId: recipient.userId,
            amount: 500,
            odds: 1.9,
            message: 'va',
            status: 'pending',
          },
        },
      });
      const { proposalId, proposal } = made.data;
      expect(Date.parse(proposal.expiresAt) - Date.parse(proposal.createdAt)).toBeGreaterThan(0);
      for (const device of [recipient, phone]) {
        const received = await device.until(isAbout(proposalId, 'proposal_received'));
        expect(received.data).toEqual({ proposalId, proposal });
      }
      await outlast(proposalId);
      const answer = await recipient.ask('respond_to_proposal', { proposalId, response: 'accept' });
      expect(answer).toMatchObject({ event: 'proposal_result', data: { outcome: 'accepted' } });
      await receivedByAll([maker, recipient, phone], proposalId, 'accepted');
      expect(maker.received.some(isAbout(proposalId, 'proposal_received'))).toBe(false);
    },
  );

  test('rejected [G8]', async () => {
    const [maker, recipient] = await two();
    const { proposalId } = await lasting(maker, recipient);
    await recipient.ask('respond_to_proposal', { proposalId, response: 'reject' });
    await receivedByAll([maker, recipient], proposalId, 'rejected');
  });

  test('cancelled by its maker only [G8]', async () => {
    const [maker, recipient] = await two();
    const { proposalId } = await lasting(maker, recipient, 'doy');
    expect(await recipient.ask('cancel_proposal', { proposalId })).toMatchObject({
      event: 'proposal_error',
      data: { code: 'NOT_MAKER', action: 'cancel_proposal' },
    });
    await maker.ask('cancel_proposal', { proposalId });
    await receivedByAll([maker, recipient], proposalId, 'cancelled');
  });

  test('times out by itself at its expiresAt, and both sides are notified [G9]', async () => {
    const [maker, recipient] = await two();
    const { proposalId, expiresAt } = await proposed(maker, recipient);
    const waitMs = Date.parse(expiresAt) - Date.now();
    await maker.until(isAbout(proposalId, 'proposal_result'), waitMs + 20_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    await receivedByAll([maker, recipient], proposalId, 'timeout');
    expect(
      await recipient.ask('respond_to_proposal', { proposalId, response: 'accept' }),
    ).toMatchObject({
      data: { code: 'PROPOSAL_EXPIRED' },
    });
  });

  test('the same requestId makes one proposal, sent twice at once or again', async () => {
    const [maker, recipient] = await two();
    const requestId = unique('r');
    const frame = JSON.stringify({
      action: 'create_pago_proposal',
      requestId,
      data: offer(recipient),
    });
    maker.sendText(frame);
    maker.sendText(frame);
    const answers = () => maker.received.filter(message => message.requestId === requestId);
    await maker.until(() => answers().length >= 2);
    const again = await maker.ask('create_pago_proposal', offer(recipient), requestId);
    const ids = new Set([...answers(), again].map(message => message.data.proposalId));
    // Each is answered, and one whose answer is slow is sent once more.
    expect(answers().length).toBeGreaterThanOrEqual(3);
    expect(new Set(answers().map(({ event }) => event))).toEqual(new Set(['proposal_created']));
    expect(ids.size).toBe(1);
    expect(
      await maker.ask('create_pago_proposal', offer(recipient, { amount: 501 }), requestId),
    ).toMatchObject({
      data: { code: 'REQUEST_ID_REUSED' },
    });
    // The list is read from an index, which lags.
    const listed = async () => (await recipient.ask('get_pending_proposals')).data.pending;
    expect(await untilSeen(listed, pending => pending.length > 0)).toHaveLength(1);
  });
});

describe('on connecting', () => {
  test('a bettor is sent what is pending and the outcomes it missed [G8]', async () => {
    const [maker, away] = await two();
    const decided = await lasting(maker, away);
    const waiting = await putWaiting(maker, away);
    await away.until(isAbout(waiting, 'proposal_received'));
    await away.close();
    await maker.ask('cancel_proposal', { proposalId: decided.proposalId });
    const back = await bettor(away.userId);
    // What a backend wrote is listed after its delivery, so it may be in the second greeting only.
    const has = (list: readonly { proposalId: string }[], proposalId: string) =>
      list.some(one => one.proposalId === proposalId);
    const greeting = await back.until(
      ({ event, data }) =>
        event === 'pending_proposals' &&
        has(data.recent, decided.proposalId) &&
        has(data.pending, waiting),
    );
    expect(greeting.data).toMatchObject({
      pending: [{ proposalId: waiting, status: 'pending' }],
      recent: [{ proposalId: decided.proposalId, status: 'cancelled' }],
    });
    await maker.ask('cancel_proposal', { proposalId: waiting });
  });
});

describe('the currencies of the stack', () => {
  const codes = () => requireOutput(target.outputs, 'Currencies').split(',');

  test('are sent to a client that has only a token and the URL, with their decimals', async () => {
    const connected = await bettor();
    const [greeting] = connected.received;
    expect(greeting).toMatchObject({ event: 'pending_proposals' });
    expect(greeting?.data.currencies).toEqual(codes().map(currencyOf));
    const { data } = await connected.ask('get_pending_proposals');
    expect(data.currencies).toEqual(greeting?.data.currencies);
  });

  test('are what a proposal is in: the first unless it says another of them, and none else', async () => {
    const [maker, recipient] = await two();
    for (const currency of [undefined, ...codes()]) {
      const made = await maker.ask('create_pago_proposal', offer(recipient, { currency }));
      const { proposalId, proposal } = made.data;
      expect(proposal.currency).toBe(currency ?? codes()[0]);
      const received = await recipient.until(isAbout(proposalId, 'proposal_received'));
      expect(received.data.proposal).toEqual(proposal);
      await maker.ask('cancel_proposal', { proposalId });
    }
    const known = maker.received.length;
    const strange = codes().includes('XPF') ? 'UYW' : 'XPF';
    const refused = await maker.ask('create_doy_proposal', offer(recipient, { currency: strange }));
    expect(refused).toMatchObject({
      event: 'proposal_error',
      data: {
        code: 'CURRENCY_NOT_ALLOWED',
        category: 'VALIDATION',
        recovery: 'none',
        action: 'create_doy_proposal',
        message: expect.stringContaining(`received the currency ${strange}, expected`),
      },
    });
    for (const code of codes()) expect(refused.data.message).toContain(code);
    const events = maker.received.slice(known).map(({ event }) => event);
    expect(events).not.toContain('proposal_created');
  });
});

describe('is refused with a code', () => {
  const refusal = async (from: Bettor, action: string, data?: unknown) => {
    const { event, data: answer } = await from.ask(action, data);
    expect(event).toBe('proposal_error');
    expect(answer).toMatchObject({ action, message: expect.stringMatching(/.{10}/) });
    return answer.code;
  };

  test('whatever cannot be a proposal [G8]', async () => {
    const [maker, other] = await two();
    const make = (parts: Record<string, unknown>) =>
      refusal(maker, 'create_pago_proposal', offer(other, parts));
    expect(await make({ amount: 0 })).toBe('INVALID_MESSAGE');
    expect(await make({ amount: 1.5 })).toBe('INVALID_MESSAGE');
    expect(await make({ amount: '500' })).toBe('INVALID_MESSAGE');
    expect(await make({ toUserId: undefined })).toBe('INVALID_MESSAGE');
    expect(await make({ surprise: true })).toBe('INVALID_MESSAGE');
    expect(await make({ toUserId: maker.userId })).toBe('SELF_PROPOSAL');
    expect(await make({ fightId: unique('no') })).toBe('FIGHT_NOT_FOUND');
    const closed = unique('fight');
    await target.put('Fights', { fightId: closed, title: 'x', status: 'live' });
    expect(await make({ fightId: closed })).toBe('BETTING_CLOSED');
  });

  test('an unknown action, and text that is no message', async () => {
    const one = await bettor();
    expect(await refusal(one, 'create_a_wish', {})).toBe('UNKNOWN_ACTION');
    one.sendText('hello');
    const result = await one.until(({ event }) => event === 'proposal_error');
    expect(result.data.code).toBe('UNKNOWN_ACTION');
    await one.until(({ data }) => data.code === 'INVALID_MESSAGE');
  });

  test('an answer to what is not one’s own', async () => {
    const [maker, recipient] = await two();
    const stranger = await bettor();
    const { proposalId } = await lasting(maker, recipient);
    const accept = { proposalId, response: 'accept' };
    expect(await refusal(maker, 'respond_to_proposal', accept)).toBe('NOT_RECIPIENT');
    expect(await refusal(stranger, 'respond_to_proposal', accept)).toBe('PROPOSAL_NOT_FOUND');
    expect(await refusal(stranger, 'cancel_proposal', { proposalId })).toBe('PROPOSAL_NOT_FOUND');
    expect(await refusal(maker, 'cancel_proposal', { proposalId: unique('p-') })).toBe(
      'PROPOSAL_NOT_FOUND',
    );
    await recipient.ask('respond_to_proposal', { proposalId, response: 'reject' });
    expect(await refusal(maker, 'cancel_proposal', { proposalId })).toBe('PROPOSAL_NOT_PENDING');
  });

  test('an accept after the betting window closed; a reject still counts', async () => {
    const [maker, recipient] = await two();
    const fight = unique('fight');
    await target.put('Fights', { fightId: fight, title: 'x', status: 'betting' });
    const made = await maker.ask('create_doy_proposal', offer(recipient, { fightId: fight }));
    const { proposalId } = made.data;
    await outlast(proposalId);
    await target.update('Fights', { fightId: fight }, { status: 'live' });
    expect(
      await refusal(recipient, 'respond_to_proposal', { proposalId, response: 'accept' }),
    ).toBe('BETTING_CLOSED');
    await recipient.ask('respond_to_proposal', { proposalId, response: 'reject' });
    await receivedByAll([maker, recipient], proposalId, 'rejected');
  });

  test('a 21st pending proposal of one maker, until one of the 20 ends', async () => {
    const [maker, recipient] = await two();
    // What a backend writes for the maker takes no place.
    const waiting = await putWaiting(maker, recipient);
    const made: SocketMessage[] = [];
    const refused: SocketMessage[] = [];
    const ask = async () => {
      let answer = await maker.ask('create_pago_proposal', offer(recipient));
      // What is sent again on a slow machine counts, and may use up the 60 of a minute.
      for (let waits = 0; waits < 2 && answer.data.code === 'RATE_LIMITED'; waits += 1) {
        await setTimeout(answer.data.retryAfterMs);
        answer = await maker.ask('create_pago_proposal', offer(recipient));
      }
      (answer.event === 'proposal_created' ? made : refused).push(answer);
    };
    // A slow machine makes the 21st when the first has timed out: then one more is one too many.
    for (let asked = 0; asked < 48 && refused.length === 0; asked += 8) {
      await Promise.all(Array.from({ length: 8 }, ask));
    }
    expect(made.length).toBeGreaterThanOrEqual(20);
    expect(new Set(refused.map(({ data }) => data.code))).toEqual(new Set(['TOO_MANY_PENDING']));
    await maker.ask('cancel_proposal', { proposalId: made.at(-1)?.data.proposalId });
    const before = made.length;
    await ask();
    expect(refused.map(({ data }) => data.code)).not.toContain('RATE_LIMITED');
    expect(made.length).toBe(before + 1);
    await maker.ask('cancel_proposal', { proposalId: waiting });
  }, 300_000);
});

test('ping is answered', async () => {
  const one = await bettor();
  expect(await one.ask('ping')).toMatchObject({ event: 'pong' });
});

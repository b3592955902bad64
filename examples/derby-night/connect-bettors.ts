import { setTimeout as sleep } from 'node:timers/promises';
import { RecentIds } from '../../clients/browser/recent-ids.ts';
import { type DemoSocket, openDemoSocket } from './demo-socket.ts';
import type { ServerMessage } from './server-message.ts';
import { type DemoBettor, demoBettors, type ProposeStep } from './step.ts';

export interface BettorsOptions {
  readonly url: string;
  readonly tokenFor: (userId: string) => Promise<string>;
  readonly onTrouble: (message: string) => void;
  /** How much faster than life strangers are answered. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** The two demo bettors, connected. */
export interface ConnectedBettors {
  propose(step: ProposeStep): void;
  /** Resolves when both connections are closed. */
  readonly done: Promise<unknown>;
}

/** How long a proposal from someone who is not of the play waits for its yes. */
const strangerAnswerMs = 5_000;
/** More than two bettors can have pending at once (about 20 each), strangers included. */
const maxOpenAnswers = 100;

/**
 * Connects both bettors: they make the proposals of the script and answer as it says, and they accept
 * what anyone else proposes to them, so that whoever pastes a message has someone to play with.
 */
export function connectBettors({ url, tokenFor, onTrouble, speed, signal }: BettorsOptions) {
  const scripted = new Map<string, ProposeStep>();
  /** A proposal is received more than once: docs/protocol.md#ids-and-duplicates. */
  const received = new RecentIds();
  let openAnswers = 0;

  const answerLater = async (afterMs: number, who: DemoBettor, message: object): Promise<void> => {
    if (openAnswers >= maxOpenAnswers) return;
    openAnswers += 1;
    try {
      await sleep(afterMs, undefined, { signal });
      sockets[who].send(message);
    } catch {
      // The play is over; the proposal times out as any forgotten one does.
    } finally {
      openAnswers -= 1;
    }
  };

  const onMessage = (who: DemoBettor, { event, requestId, data }: ServerMessage): void => {
    if (event === 'proposal_error') {
      if (requestId !== undefined) scripted.delete(requestId);
      onTrouble(`${who} was refused: ${data.code} ${data.message}`);
      return;
    }
    const { proposal } = data;
    if (proposal === undefined) return;
    const { proposalId } = proposal;
    if (event === 'proposal_received' && !isDemoBettor(proposal.fromUserId)) {
      if (!received.add(proposalId)) return;
      const yes = { action: 'respond_to_proposal', data: { proposalId, response: 'accept' } };
      void answerLater(strangerAnswerMs / speed, who, yes);
    }
    const step = event === 'proposal_created' ? takeScripted(requestId) : undefined;
    if (step === undefined || step.answer === 'none') return;
    const { answer, answerAfterMs, from } = step;
    if (answer === 'cancel') {
      void answerLater(answerAfterMs, from, { action: 'cancel_proposal', data: { proposalId } });
    } else {
      const data = { proposalId, response: answer };
      void answerLater(answerAfterMs, step.data.toUserId, { action: 'respond_to_proposal', data });
    }
  };

  const takeScripted = (requestId: string | undefined): ProposeStep | undefined => {
    if (requestId === undefined) return undefined;
    const step = scripted.get(requestId);
    scripted.delete(requestId);
    return step;
  };

  const seat = (userId: DemoBettor): DemoSocket =>
    openDemoSocket({
      url,
      userId,
      tokenFor,
      onTrouble,
      signal,
      onMessage: message => onMessage(userId, message),
    });
  const sockets: Record<DemoBettor, DemoSocket> = {
    'bettor-rojo': seat('bettor-rojo'),
    'bettor-verde': seat('bettor-verde'),
  };

  const bettors: ConnectedBettors = {
    done: Promise.all(Object.values(sockets).map(socket => socket.done)),
    propose: step => {
      const { requestId, action, data } = step;
      if (scripted.size >= maxOpenAnswers) scripted.clear();
      scripted.set(requestId, step);
      if (!sockets[step.from].send({ action, requestId, data })) scripted.delete(requestId);
    },
  };
  return bettors;
}

function isDemoBettor(userId: string): userId is DemoBettor {
  return demoBettors.some(bettor => bettor === userId);
}

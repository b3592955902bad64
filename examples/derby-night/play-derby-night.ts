import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type ConnectedBettors, connectBettors } from './connect-bettors.ts';
import { dueBatch } from './due-batch.ts';
import { planNight } from './plan-night.ts';
import type { NightTable, ProposeStep, PutStep, Step } from './step.ts';

/** What the play needs of the stack, and how it is played. */
export interface DerbyNightOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableNames: Readonly<Record<NightTable, string>>;
  /** The proposals' WebSocket; without it the two demo bettors are not connected. */
  readonly socket?: {
    readonly url: string;
    readonly tokenFor: (userId: string) => Promise<string>;
  };
  readonly seed: number;
  readonly speed: number;
  /** What everything is paid in, by ISO 4217: the first of the stack's. */
  readonly currency: string;
  /** Called with every step as it is done. */
  readonly onStep: (step: Step) => void;
  /** Called with what went wrong; the play goes on. */
  readonly onTrouble: (message: string) => void;
  /** Ends the play; otherwise one night follows the other. */
  readonly signal: AbortSignal;
}

/** So many writes refused in a row mean that there is nothing to play for. */
const maxFailuresInARow = 10;

/** Plays derby nights into the tables until the signal aborts; throws when no write gets through. */
export async function playDerbyNight(options: DerbyNightOptions): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const bettors = options.socket && connectBettors({ ...options, ...options.socket, signal });
  try {
    const stage = createPlayer({ ...options, signal }, bettors);
    for (let night = 0; !signal.aborted; night += 1) {
      const { steps, endsAtMs } = planNight({
        seed: options.seed + night,
        startsAtMs: Date.now(),
        speed: options.speed,
        currency: options.currency,
      });
      await stage.play(steps);
      await sleepUntil(endsAtMs, signal);
    }
  } finally {
    over.abort();
    await bettors?.done;
  }
}

function createPlayer(options: DerbyNightOptions, bettors: ConnectedBettors | undefined) {
  const { client, tableNames, signal, onStep, onTrouble } = options;
  let failuresInARow = 0;

  const put = async (step: PutStep): Promise<void> => {
    const command = new PutCommand({ TableName: tableNames[step.table], Item: { ...step.item } });
    try {
      // Never cut short: a write whose answer is not awaited may have been made all the same.
      await client.send(command);
      failuresInARow = 0;
      onStep(step);
    } catch (cause) {
      if (signal.aborted) return;
      failuresInARow += 1;
      const message = `a write to ${tableNames[step.table]} was refused: ${String(cause)}`;
      onTrouble(message);
      if (failuresInARow >= maxFailuresInARow) {
        throw new Error(`${maxFailuresInARow} writes in a row failed; the last one: ${message}`, {
          cause,
        });
      }
    }
  };

  const propose = (step: ProposeStep): void => {
    if (bettors === undefined) return;
    bettors.propose(step);
    onStep(step);
  };

  return {
    play: async (steps: readonly Step[]): Promise<void> => {
      for (let next = 0; next < steps.length && !signal.aborted; ) {
        await sleepUntil(steps[next]?.dueAtMs ?? 0, signal);
        const batch = dueBatch(steps, next, Date.now());
        await Promise.all(batch.map(step => (step.kind === 'put' ? put(step) : propose(step))));
        next += batch.length;
      }
    },
  };
}

/** Waits until that time, or until the play is over, whichever is first. */
async function sleepUntil(timeMs: number, signal: AbortSignal): Promise<void> {
  const restMs = timeMs - Date.now();
  if (restMs <= 0) return;
  await sleep(restMs, undefined, { signal }).catch(() => undefined);
}

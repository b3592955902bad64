import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  createPublisher,
  event,
  MalformedItemError,
  type Publisher,
  readStackTables,
} from '../../clients/backend/index.ts';
import { type Command, parseFlags, runCommand } from '../../tools/command-line.ts';
import { localOutputsFile } from '../../tools/outputs.ts';

/** The smallest backend: it publishes what happens, and ends. */
const plainBackend: Command = {
  usage: `usage: npm run -s example:plain-backend -- [--outputs FILE] [--fight ID]

  --outputs FILE  the stack's outputs, ${localOutputsFile} by default
  --fight ID      the fight that all is about, a new one by default`,

  async run(args) {
    const flags = parseFlags(args, {
      outputs: { type: 'string', default: localOutputsFile },
      fight: { type: 'string', default: `fight-${Date.now().toString(36)}` },
    });
    await using publisher = createPublisher({
      ...(await readStackTables(flags.outputs)),
      source: 'plain-backend',
    });
    await playFight(publisher, flags.fight);
    await notifyUsers(publisher, flags.fight);
    await measureQueries(publisher);
    await beRefused(publisher);
  },
};

function print(what: string, { outcome }: { readonly outcome: string }): void {
  process.stdout.write(`${what}: ${outcome}\n`);
}

/** Each line is one write, and the events follow from it. */
async function playFight(publisher: Publisher, fightId: string): Promise<void> {
  const { fights, bets } = publisher;
  print(
    'announced',
    await fights.created({ fightId, title: 'Final', red: 'Rayo', blue: 'Trueno' }),
  );
  print('betting', await fights.opened(fightId));
  const bet = { fightId, amount: 5_000, currency: 'MXN' };
  const [betId, matchedBetId] = [`${fightId}-red`, `${fightId}-blue`];
  // Written together, in one request: nothing waits for the other.
  const placed = await Promise.all([
    bets.placed({ ...bet, betId, userId: 'ana', side: 'red' }),
    bets.placed({ ...bet, betId: matchedBetId, userId: 'beto', side: 'blue' }),
  ]);
  for (const result of placed) print('bet', result);
  print('matched', await bets.matched({ betId, matchedBetId }));
  print('live', await fights.started(fightId));
  print('over', await fights.completed({ fightId, winner: 'red' }));
  // What comes too late returns what it found, and nothing is written.
  print('cancelled', await fights.cancelled(fightId));
}

async function notifyUsers(publisher: Publisher, fightId: string): Promise<void> {
  const payout = { title: 'You won', message: '95.00 MXN are on their way', link: '/wallet' };
  const once = { idempotencyKey: `payout-${fightId}` };
  print('notification', await publisher.messages.notification('ana', payout, once));
  // A job that runs again publishes again: the same key, the same event.
  print('again', await publisher.messages.notification('ana', payout, once));
  const odds = event('ODDS_UPDATE').on('bets').data({ fightId, red: 1.8, blue: 2.1 });
  print('odds', await publisher.send(odds.about({ correlationId: fightId }).build()));
}

/** A query that takes longer than it may is reported; its caller notices nothing. */
async function measureQueries(publisher: Publisher): Promise<void> {
  const failures: unknown[] = [];
  const timer = publisher.database.executionTimer({
    thresholdMs: 10,
    onError: error => failures.push(error),
  });
  const query = "SELECT * FROM bets WHERE user_id = 'ana' AND amount > 100";
  const rows = await timer.run(query, async () => await sleep(30, ['a row']));
  await publisher.flush();
  // The caller of a write that failed gets its error one turn after flush() does.
  await nextTurn();
  const [failure] = failures;
  const result = failure === undefined ? 'reported' : `not reported: ${failure}`;
  print('slow query', { outcome: `${rows.length} row, ${result}` });
}

async function beRefused(publisher: Publisher): Promise<void> {
  const bet = { betId: 'b1', fightId: 'f1', userId: 'ana', side: 'red', amount: 12.5 } as const;
  try {
    await publisher.bets.placed(bet);
  } catch (error) {
    if (!(error instanceof MalformedItemError)) throw error;
    print('half a cent', { outcome: `refused, ${error.problems[0]?.expected}` });
  }
}

await runCommand(plainBackend);

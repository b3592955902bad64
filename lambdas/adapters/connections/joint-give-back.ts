import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { createGiveBack, deleteOf, type GiveBack, type HeldRow } from './give-back.ts';

/** Fewer go each by itself: a transaction costs twice the units. */
const fewestTogether = 8;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const mostTogether = 100;

interface Waiting {
  readonly row: HeldRow;
  settle(deleting: Promise<void>): void;
}

/**
 * Gives back many rows of one turn of the event loop by few requests: a process that ends has a second for
 * hundreds. Where one row is another's by now, or a request fails, each of its rows goes by itself, and
 * who waits for one learns of that alone.
 */
export function createJointGiveBack(client: DynamoDBDocumentClient): GiveBack {
  const giveBack = createGiveBack(client);
  let waiting: Waiting[] = [];

  function giveBackWaiting(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += mostTogether) {
      giveBackSome(all.slice(from, from + mostTogether));
    }
  }

  function giveBackSome(some: readonly Waiting[]): void {
    const together =
      some.length < fewestTogether
        ? Promise.resolve(false)
        : client.send(transactionOf(some)).then(
            () => true,
            () => false,
          );
    for (const { row, settle } of some) {
      settle(together.then(isDone => (isDone ? undefined : giveBack(row))));
    }
  }

  return row =>
    new Promise<void>(settle => {
      if (waiting.length === 0) setImmediate(giveBackWaiting);
      waiting.push({ row, settle });
    });
}

const transactionOf = (some: readonly Waiting[]): TransactWriteCommand =>
  new TransactWriteCommand({ TransactItems: some.map(({ row }) => ({ Delete: deleteOf(row) })) });

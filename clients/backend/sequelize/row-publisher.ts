import type { Model, ModelStatic } from 'sequelize';
import { AppError } from '../../../core/error/app-error.ts';
import type { Publisher } from '../create-publisher.ts';
import { type Row, type RowMapping, rowItem } from './row-item.ts';

/** A model whose rows are published. */
export interface PublishedModel {
  readonly model: ModelStatic<Model>;
  /** The model's one primary key attribute. */
  readonly keyAttribute: string;
  readonly mapping: RowMapping;
}

/** What could not be published, for the backend's own log. */
export interface RowFailure {
  readonly model: string;
  /** The rows' primary keys, where they are known. */
  readonly keys: readonly unknown[];
  readonly error: unknown;
}

/** Rows that were committed, on their way to their tables. */
export interface RowPublisher {
  /** Publishes these rows as they are when they are read, which is soon; never throws. */
  changed(published: PublishedModel, keys: readonly unknown[]): void;
  /** Resolves when no row waits. */
  settled(): Promise<void>;
}

/** How many rows one read asks for. */
const rowsPerRead = 100;

/**
 * Publishes rows by reading them again and putting what is there. One read and its writes at a time:
 * a row that changes meanwhile waits, and is read later than it changed, so that the last thing said
 * of it is what it is.
 */
export function createRowPublisher(options: {
  readonly publisher: Pick<Publisher, 'put'>;
  readonly onFailure: (failure: RowFailure) => void;
  readonly maxWaitingRows: number;
}): RowPublisher {
  const { publisher, onFailure, maxWaitingRows } = options;
  const waiting = new Map<PublishedModel, Set<unknown>>();
  let running: Promise<void> | undefined;

  const fail = (published: PublishedModel, keys: readonly unknown[], error: unknown): void =>
    onFailure({ model: published.model.name, keys, error });

  const drain = async (): Promise<void> => {
    for (;;) {
      const [first] = waiting;
      if (first === undefined) break;
      const [published, keys] = first;
      const batch = [...keys].slice(0, rowsPerRead);
      for (const key of batch) keys.delete(key);
      if (keys.size === 0) waiting.delete(published);
      await publishRows(published, batch);
    }
    running = undefined;
  };

  const publishRows = async (published: PublishedModel, keys: readonly unknown[]) => {
    const rows = await readRows(published, keys).catch(error => fail(published, keys, error));
    const { keyAttribute, mapping } = published;
    await Promise.all(
      (rows ?? []).map(async row => {
        try {
          const item = rowItem(mapping, row[keyAttribute], row);
          if (item !== undefined) await publisher.put(mapping.table, item);
        } catch (error) {
          fail(published, [row[keyAttribute]], error);
        }
      }),
    );
  };

  return {
    changed: (published, keys) => {
      const ofModel = waiting.get(published) ?? new Set();
      const added = keys.filter(key => !ofModel.has(key));
      const total = [...waiting.values()].reduce((sum, { size }) => sum + size, 0);
      if (total + added.length > maxWaitingRows) {
        const message = `received ${added.length} rows while ${total} wait, expected at most ${maxWaitingRows} in all; resync() them`;
        fail(published, added, new AppError('QUEUE_FULL', message));
        return;
      }
      if (added.length === 0) return;
      for (const key of added) ofModel.add(key);
      waiting.set(published, ofModel);
      running ??= Promise.resolve().then(drain);
    },
    settled: async () => {
      await running;
    },
  };
}

/** The rows as they are committed now, from the primary where there are replicas. */
async function readRows(
  { model, keyAttribute }: PublishedModel,
  keys: readonly unknown[],
): Promise<readonly Row[]> {
  const rows = await model.unscoped().findAll({
    where: { [keyAttribute]: [...keys] },
    // Not the transaction that a namespace (CLS) may hold: it is over.
    transaction: null,
    useMaster: true,
  });
  return rows.map(row => row.get({ plain: true }));
}

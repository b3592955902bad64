import type { Model, ModelStatic } from 'sequelize';
import { AppError } from '../../../core/wire/app-error.ts';
import type { Publisher } from '../create-publisher.ts';
import { type Row, type RowMapping, rowItem } from './row-item.ts';
import { placeOf, type RowPlace } from './row-place.ts';

/** A model whose rows are published. */
export interface PublishedModel {
  /** The very one that a call used: `Model.schema(…)` makes another, whose rows are elsewhere. */
  readonly model: ModelStatic<Model>;
  /** Of the call, which rows are read again with. */
  readonly searchPath?: string | undefined;
  /** The model's one primary key attribute. */
  readonly keyAttribute: string;
  readonly mapping: RowMapping;
}

/** What could not be published, for the backend's own log. */
export interface RowFailure extends RowPlace {
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
  // By where the rows are: each `Model.schema(…)` is a class of its own, also for the same schema.
  const waiting = new Map<
    string,
    { readonly published: PublishedModel; readonly keys: Set<unknown> }
  >();
  let running: Promise<void> | undefined;

  const fail = (published: PublishedModel, keys: readonly unknown[], error: unknown): void =>
    onFailure({
      model: published.model.name,
      ...placeOf(published.model, published.searchPath),
      keys,
      error,
    });

  const drain = async (): Promise<void> => {
    for (;;) {
      const [first] = waiting;
      if (first === undefined) break;
      const [id, { published, keys }] = first;
      const batch = [...keys].slice(0, rowsPerRead);
      for (const key of batch) keys.delete(key);
      if (keys.size === 0) waiting.delete(id);
      await publishRows(published, batch);
    }
    running = undefined;
  };

  const publishRows = async (published: PublishedModel, keys: readonly unknown[]) => {
    const rows = await readRows(published, keys).catch(error => fail(published, keys, error));
    if (rows === undefined) return;
    const { keyAttribute, mapping } = published;
    const missing = missingKeys(keys, rows, keyAttribute);
    if (missing.length > 0) fail(published, missing, notFound(published, missing.length));
    const place = placeOf(published.model, published.searchPath);
    await Promise.all(
      rows.map(async row => {
        try {
          const item = rowItem(mapping, row[keyAttribute], row, place);
          if (item !== undefined) await publisher.put(mapping.table, item);
        } catch (error) {
          fail(published, [row[keyAttribute]], error);
        }
      }),
    );
  };

  return {
    changed: (published, keys) => {
      const id = waitingId(published);
      const ofModel = waiting.get(id)?.keys ?? new Set();
      const added = keys.filter(key => !ofModel.has(key));
      const total = [...waiting.values()].reduce((sum, { keys: { size } }) => sum + size, 0);
      if (total + added.length > maxWaitingRows) {
        const message = `received ${added.length} rows while ${total} wait, expected at most ${maxWaitingRows} in all; resync() them`;
        fail(published, added, new AppError('QUEUE_FULL', message));
        return;
      }
      if (added.length === 0) return;
      for (const key of added) ofModel.add(key);
      waiting.set(id, { published, keys: ofModel });
      running ??= Promise.resolve().then(drain);
    },
    settled: async () => {
      await running;
    },
  };
}

/** The rows as they are committed now, from the primary where there are replicas. */
async function readRows(
  { model, keyAttribute, searchPath }: PublishedModel,
  keys: readonly unknown[],
): Promise<readonly Row[]> {
  const rows = await model.unscoped().findAll({
    where: { [keyAttribute]: [...keys] },
    // Not the transaction that a namespace (CLS) may hold: it is over.
    transaction: null,
    useMaster: true,
    ...(searchPath !== undefined && { searchPath }),
  });
  return rows.map(row => row.get({ plain: true }));
}

function waitingId({ model, searchPath }: PublishedModel): string {
  return JSON.stringify([model.name, model.getTableName(), searchPath]);
}

/** Compared as text: what was written as a number may be read as text, as PostgreSQL's BIGINT is. */
function missingKeys(
  keys: readonly unknown[],
  rows: readonly Row[],
  keyAttribute: string,
): readonly unknown[] {
  if (rows.length === keys.length) return [];
  const found = new Set(rows.map(row => String(row[keyAttribute])));
  return keys.filter(key => !found.has(String(key)));
}

function notFound({ model, keyAttribute }: PublishedModel, count: number): AppError {
  const received = count === 1 ? `no row with this ${keyAttribute}` : `no rows with ${count} keys`;
  const message = `received ${received} from ${model.getTableName()}, expected what was committed: it was removed since, has another key, or COMMIT failed`;
  return new AppError('ROW_NOT_FOUND', message);
}

import type { Sequelize, Transaction, WhereOptions } from 'sequelize';
import { AppError } from '../../../core/wire/app-error.ts';
import type { Publisher } from '../create-publisher.ts';
import type { PublishedTable } from '../item-write.ts';
import { addModelHooks } from './model-hooks.ts';
import type { RowMapping } from './row-item.ts';
import type { RowPlace } from './row-place.ts';
import {
  createRowPublisher,
  type PublishedModel,
  type RowFailure,
  type RowPublisher,
} from './row-publisher.ts';
import { whenCommitted } from './when-committed.ts';

/** Which models are published, and who is notified of what was not. */
export interface SequelizeOptions {
  readonly publisher: Pick<Publisher, 'put'>;
  /** By the model's name: its table, or its table and how its rows become items. */
  readonly models: Readonly<Record<string, PublishedTable | RowMapping>>;
  /** Called for every row that could not be published. The backend's own work has succeeded then. */
  readonly onFailure: (failure: RowFailure) => void;
  /** Rows that wait to be published, at most; also how many a bulk call may touch. Default: 10,000. */
  readonly maxWaitingRows?: number;
}

/** A Sequelize instance whose committed writes are published. */
export interface SequelizeAttachment {
  /** Publishes rows that no hook reports: after raw queries, `increment`, `hooks: false` or a restored backup. */
  changed(
    model: string,
    keys: readonly unknown[],
    options?: RowPlace & { readonly transaction?: Transaction },
  ): void;
  /** Publishes every row (that `where` finds), a page at a time. Rows that are as their items are make no event. */
  resync(model: string, options?: RowPlace & { readonly where?: WhereOptions }): Promise<number>;
  /** Resolves when every committed row so far was published or reported as failed. */
  settled(): Promise<void>;
  /** Takes the hooks off. */
  detach(): void;
}

const maxPageRows = 500;

/**
 * Publishes what a Sequelize (6) backend commits: after the commit of each create, update, upsert,
 * restore, and bulk create, update or restore of these models, the rows are read again and put into
 * their tables. What is rolled back is not published; a failure to publish never reaches the
 * backend's own call. Only a bulk update or restore waits, for the SELECT of the keys it will touch:
 * in a transaction of PostgreSQL a failure of that aborts the transaction.
 *
 * @throws AppError CONFIG_INVALID for a model that is not there or has not exactly one key
 */
export function attachSequelize(
  sequelize: Sequelize,
  { publisher, models, onFailure, maxWaitingRows = 10_000 }: SequelizeOptions,
): SequelizeAttachment {
  const report = (failure: RowFailure): void => {
    try {
      onFailure(failure);
    } catch {
      // What the backend's callback throws must neither break its writes nor lose other rows.
    }
  };
  const rows = createRowPublisher({ publisher, onFailure: report, maxWaitingRows });
  const published = new Map(
    Object.entries(models).map(([name, mapping]) => [
      name,
      publishedModel(sequelize, name, typeof mapping === 'string' ? { table: mapping } : mapping),
    ]),
  );
  const find = (name: string): PublishedModel => {
    const found = published.get(name);
    if (found !== undefined) return found;
    throw configError(`${name} is not published, expected one of ${[...published.keys()]}`);
  };
  const detachers = [...published.values()].map(each =>
    addModelHooks(each, { rows, onFailure: report, maxRows: maxWaitingRows }),
  );
  return {
    changed: (name, keys, { transaction, ...place } = {}) => {
      const each = inPlace(find(name), place);
      whenCommitted(transaction, () => rows.changed(each, keys));
    },
    resync: async (name, { where = {}, ...place } = {}) => {
      const each = inPlace(find(name), place);
      return await resync(sequelize, rows, each, where, Math.min(maxPageRows, maxWaitingRows));
    },
    settled: rows.settled,
    detach: () => {
      for (const detach of detachers) detach();
    },
  };
}

function publishedModel(sequelize: Sequelize, name: string, mapping: RowMapping): PublishedModel {
  const model = sequelize.models[name];
  if (model === undefined) {
    const known = Object.keys(sequelize.models).join(', ') || 'none';
    throw configError(`received the model ${name}, expected one of ${known}`);
  }
  const [keyAttribute, ...others] = model.primaryKeyAttributes;
  if (keyAttribute === undefined || others.length > 0) {
    throw configError(
      `${name} has ${model.primaryKeyAttributes.length} key attributes, expected 1`,
    );
  }
  return { model, keyAttribute, mapping };
}

function inPlace(published: PublishedModel, { schema, searchPath }: RowPlace): PublishedModel {
  const { model } = published;
  return { ...published, model: schema === undefined ? model : model.schema(schema), searchPath };
}

function configError(message: string): AppError {
  return new AppError('CONFIG_INVALID', message);
}

/** Pages by key, so that rows that are added or removed meanwhile neither repeat nor hide others. */
async function resync(
  sequelize: Sequelize,
  rows: RowPublisher,
  published: PublishedModel,
  where: WhereOptions,
  pageRows: number,
): Promise<number> {
  const { model, keyAttribute, searchPath } = published;
  const { Op } = sequelize.constructor as typeof Sequelize & typeof import('sequelize');
  let count = 0;
  let last: unknown;
  for (;;) {
    const after = last === undefined ? {} : { [keyAttribute]: { [Op.gt]: last } };
    const page = await model.unscoped().findAll({
      attributes: [keyAttribute],
      where: { [Op.and]: [where, after] },
      order: [[keyAttribute, 'ASC']],
      limit: pageRows,
      useMaster: true,
      ...(searchPath !== undefined && { searchPath }),
    });
    if (page.length === 0) return count;
    const keys = page.map(row => row.get(keyAttribute));
    rows.changed(published, keys);
    await rows.settled();
    count += keys.length;
    last = keys.at(-1);
  }
}

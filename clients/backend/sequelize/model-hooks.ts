import type { Model, Transaction, WhereOptions } from 'sequelize';
import { AppError } from '../../../core/error/app-error.ts';
import type { PublishedModel, RowFailure, RowPublisher } from './row-publisher.ts';
import { whenCommitted } from './when-committed.ts';

const hookName = 'gallobets-publisher';

/** What hooks are given of the options of the call that they belong to. */
interface HookOptions {
  readonly transaction?: Transaction | null;
  readonly individualHooks?: boolean;
  readonly where?: WhereOptions;
  readonly paranoid?: boolean;
}

/**
 * Adds the hooks that tell `rows` of what a model's calls changed, once it is committed; the function
 * that is returned takes them off. What goes wrong in a hook is reported, not thrown at the call.
 */
export function addModelHooks(
  published: PublishedModel,
  options: {
    readonly rows: RowPublisher;
    readonly onFailure: (failure: RowFailure) => void;
    /** How many rows a bulk update or restore may touch. */
    readonly maxRows: number;
  },
): () => void {
  const { model, keyAttribute } = published;
  const { rows, onFailure, maxRows } = options;
  const bulkKeys = new WeakMap<object, readonly unknown[]>();
  const keyOf = (instance: Model): unknown => instance.get(keyAttribute);

  const guarded = async (work: () => void | Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onFailure({ model: model.name, keys: [], error });
    }
  };

  const changed = (keys: readonly unknown[], { transaction }: HookOptions): void => {
    const known = keys.filter(key => key !== undefined && key !== null);
    whenCommitted(transaction, () => rows.changed(published, known));
    if (known.length < keys.length) {
      throw new AppError('INPUT_INVALID', `a row has no ${keyAttribute}, expected its key`);
    }
  };

  const afterOne = async (instance: Model, call: object): Promise<void> =>
    await guarded(() => changed([keyOf(instance)], call));

  model.addHook('afterCreate', hookName, afterOne);
  model.addHook('afterUpdate', hookName, afterOne);
  model.addHook('afterRestore', hookName, afterOne);
  model.addHook('afterUpsert', hookName, async ([instance]: [Model, unknown], call: object) =>
    afterOne(instance, call),
  );
  model.addHook('afterBulkCreate', hookName, async (instances: readonly Model[], call: object) =>
    guarded(() => changed(instances.map(keyOf), call)),
  );
  const beforeBulk = async (call: HookOptions, asked = call): Promise<void> =>
    await guarded(async () => {
      // With individual hooks each row tells of itself.
      if (!call.individualHooks) bulkKeys.set(call, await keysToTouch(published, asked, maxRows));
    });
  const afterBulk = async (call: HookOptions): Promise<void> =>
    await guarded(() => changed(bulkKeys.get(call) ?? [], call));

  model.addHook('beforeBulkUpdate', hookName, async (call: HookOptions) => beforeBulk(call));
  model.addHook('afterBulkUpdate', hookName, afterBulk);
  // What is to be restored is hidden from a question that does not ask for it.
  model.addHook('beforeBulkRestore', hookName, async (call: HookOptions) =>
    beforeBulk(call, { ...call, paranoid: false }),
  );
  model.addHook('afterBulkRestore', hookName, afterBulk);

  return () => {
    for (const type of hookTypes) model.removeHook(type, hookName);
  };
}

const hookTypes = [
  'afterCreate',
  'afterUpdate',
  'afterRestore',
  'afterUpsert',
  'afterBulkCreate',
  'beforeBulkUpdate',
  'afterBulkUpdate',
  'beforeBulkRestore',
  'afterBulkRestore',
] as const;

/** After a bulk call its `where` may fit other rows than before: which they are is asked first. */
async function keysToTouch(
  { model, keyAttribute }: PublishedModel,
  { where = {}, transaction = null, paranoid = true }: HookOptions,
  maxRows: number,
): Promise<readonly unknown[]> {
  const found = await model.unscoped().findAll({
    attributes: [keyAttribute],
    where,
    transaction,
    paranoid,
    limit: maxRows + 1,
    useMaster: true,
  });
  if (found.length <= maxRows) return found.map(row => row.get(keyAttribute));
  const message = `received a bulk call that touches more than ${maxRows} rows, expected fewer; resync() them`;
  throw new AppError('QUEUE_FULL', message);
}

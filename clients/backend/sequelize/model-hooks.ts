import type { Model, ModelStatic, Transaction, WhereOptions } from 'sequelize';
import { AppError } from '../../../core/wire/app-error.ts';
import { placeOf } from './row-place.ts';
import type { PublishedModel, RowFailure, RowPublisher } from './row-publisher.ts';
import { whenCommitted } from './when-committed.ts';

const hookName = 'gallobets-publisher';

/** What hooks are given of the options of the call that they belong to. */
interface HookOptions {
  readonly transaction?: Transaction | null;
  readonly individualHooks?: boolean;
  readonly where?: WhereOptions;
  readonly paranoid?: boolean;
  readonly searchPath?: string;
  /** Of bulk calls: the model that was called, which may be one of another schema. */
  readonly model?: ModelStatic<Model>;
}

/**
 * Adds the hooks that report to `rows` what a model's calls changed, once it is committed; the function
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

  /** The model as this call used it. */
  const inCall = (called: ModelStatic<Model>, { searchPath }: HookOptions): PublishedModel => ({
    ...published,
    model: called,
    searchPath,
  });
  const guarded = async (
    { model: called, searchPath }: PublishedModel,
    work: () => void | Promise<void>,
  ): Promise<void> => {
    try {
      await work();
    } catch (error) {
      onFailure({ model: model.name, ...placeOf(called, searchPath), keys: [], error });
    }
  };

  const changed = async (
    used: PublishedModel,
    keys: readonly unknown[],
    { transaction }: HookOptions,
  ): Promise<void> =>
    await guarded(used, () => {
      const known = keys.filter(key => key !== undefined && key !== null);
      whenCommitted(transaction, () => rows.changed(used, known));
      if (known.length < keys.length) {
        throw new AppError('INPUT_INVALID', `a row has no ${keyAttribute}, expected its key`);
      }
    });

  const afterSome = async (instances: readonly Model[], call: HookOptions): Promise<void> => {
    const [first] = instances;
    if (first === undefined) return;
    // The one that made the instance: of `Model.schema(…)` that is not the model with the hooks.
    const called = first.constructor as ModelStatic<Model>;
    await changed(inCall(called, call), instances.map(keyOf), call);
  };
  const afterOne = async (instance: Model, call: object): Promise<void> =>
    await afterSome([instance], call);

  model.addHook('afterCreate', hookName, afterOne);
  model.addHook('afterUpdate', hookName, afterOne);
  model.addHook('afterRestore', hookName, afterOne);
  model.addHook('afterUpsert', hookName, async ([instance]: [Model, unknown], call: object) =>
    afterOne(instance, call),
  );
  model.addHook('afterBulkCreate', hookName, async (instances: readonly Model[], call: object) =>
    afterSome(instances, call),
  );
  const ofBulk = (call: HookOptions): PublishedModel => inCall(call.model ?? model, call);
  const beforeBulk = async (call: HookOptions, asked = call): Promise<void> => {
    // With individual hooks each row is reported by its own hook.
    if (call.individualHooks) return;
    const used = ofBulk(call);
    await guarded(used, async () => {
      bulkKeys.set(call, await keysToTouch(used, asked, maxRows));
    });
  };
  const afterBulk = async (call: HookOptions): Promise<void> =>
    await changed(ofBulk(call), bulkKeys.get(call) ?? [], call);

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
  { model, keyAttribute, searchPath }: PublishedModel,
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
    ...(searchPath !== undefined && { searchPath }),
  });
  if (found.length <= maxRows) return found.map(row => row.get(keyAttribute));
  const message = `received a bulk call that touches more than ${maxRows} rows, expected fewer; resync() them`;
  throw new AppError('QUEUE_FULL', message);
}

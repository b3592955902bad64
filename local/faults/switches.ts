import {
  type DatabaseFault,
  type Faults,
  type FunctionFault,
  faultsPatch,
  noFaults,
  type WebFunctionFault,
} from '../contract/fault-settings.ts';
import type { DatabaseCall, FaultSwitches } from '../contract/fault-switches.ts';

type Listener = (faults: Faults) => void | Promise<void>;

/** A request that cannot be honoured; its message goes to whoever sent it. */
export class FaultsError extends Error {}

/** The CDK appends eight hexadecimal digits to logical ids; people leave them out. */
const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** The faults that are set at `/_host/faults`, and which of them are due. */
export class Switches implements FaultSwitches {
  readonly #functions = new Map<string, string>();
  readonly #webFunctions = new Map<string, string>();
  readonly #tables = new Map<string, string>();
  readonly #indexes = new Map<string, readonly string[]>();
  readonly #listeners: Listener[] = [];
  readonly #random: () => number;
  #faults: Faults = noFaults;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** What is set now; `times` counts down as faults are taken. */
  get faults(): Faults {
    return this.#faults;
  }

  addFunction(logicalId: string): void {
    this.#functions.set(logicalId, logicalId).set(withoutHash(logicalId), logicalId);
  }

  addWebFunction(logicalId: string): void {
    this.#webFunctions.set(logicalId, logicalId).set(withoutHash(logicalId), logicalId);
  }

  addTable(logicalId: string, tableName: string, indexNames: readonly string[] = []): void {
    this.#indexes.set(tableName, indexNames);
    this.#tables.set(logicalId, tableName).set(tableName, tableName);
    this.#tables.set(withoutHash(logicalId), tableName);
  }

  /** The physical names of the template's tables. */
  get tableNames(): string[] {
    return [...new Set(this.#tables.values())];
  }

  /** Called after each change, in the order of registration; the change is done when all are. */
  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /**
   * Replaces the sections that the patch names.
   *
   * @throws FaultsError on anything unknown: then nothing has changed.
   */
  async set(patch: unknown): Promise<Faults> {
    const parsed = faultsPatch.safeParse(patch);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(
        ({ path, message }) => `${path.join('.') || 'the body'}: ${message}`,
      );
      throw new FaultsError(issues.join('; '));
    }
    const { functions, webFunctions, database, ...others } = parsed.data;
    const named = Object.fromEntries(
      Object.entries(others).filter(([, section]) => section !== undefined),
    );
    return this.#change({
      ...this.#faults,
      ...named,
      ...(functions && { functions: byLogicalId(functions, this.#functions, 'function') }),
      ...(webFunctions && {
        webFunctions: byLogicalId(webFunctions, this.#webFunctions, 'Web Function'),
      }),
      ...(database && { database: database.map(fault => this.#byTableName(fault)) }),
    });
  }

  /** Back to a host without faults. */
  clear(): Promise<Faults> {
    return this.#change(noFaults);
  }

  takeFunctionFault(logicalId: string): FunctionFault | undefined {
    const fault = this.#faults.functions[logicalId];
    if (fault === undefined) return undefined;
    this.#faults = {
      ...this.#faults,
      functions: replaced(this.#faults.functions, logicalId, oneLess(fault)),
    };
    return fault;
  }

  takeWebFunctionFault(
    logicalId: string,
    kinds: readonly WebFunctionFault['kind'][],
  ): WebFunctionFault | undefined {
    const { webFunctions } = this.#faults;
    const fault = webFunctions[logicalId];
    if (fault === undefined || !kinds.includes(fault.kind)) return undefined;
    const left = fault.kind === 'slowStart' ? oneLess(fault) : undefined;
    this.#faults = {
      ...this.#faults,
      webFunctions: replaced<WebFunctionFault>(webFunctions, logicalId, left),
    };
    return fault;
  }

  takeDatabaseFaults(call: DatabaseCall): DatabaseFault[] {
    const taken = this.#faults.database.filter(
      fault => concerns(fault, call) && this.#random() < fault.probability,
    );
    if (taken.length === 0) return [];
    this.#faults = {
      ...this.#faults,
      database: this.#faults.database.flatMap(fault =>
        taken.includes(fault) ? (oneLess(fault) ?? []) : fault,
      ),
    };
    return taken;
  }

  takeRedelivery(): boolean {
    const { redelivery } = this.#faults;
    if (this.#random() >= redelivery.share) return false;
    this.#faults = { ...this.#faults, redelivery: oneLess(redelivery) ?? noFaults.redelivery };
    return true;
  }

  takeStaleRead(): boolean {
    const { delayMs, share } = this.#faults.staleReads;
    return delayMs > 0 && this.#random() < share;
  }

  async #change(faults: Faults): Promise<Faults> {
    this.#faults = faults;
    for (const listener of this.#listeners) await listener(faults);
    return this.#faults;
  }

  #byTableName(fault: DatabaseFault): DatabaseFault {
    if (fault.table === undefined) return fault;
    const table = known(this.#tables, fault.table, 'table');
    if (fault.kind === 'throttledIndex') {
      const indexes = this.#indexes.get(table) ?? [];
      known(new Map(indexes.map(name => [name, name])), fault.index, `index of ${table}`);
    }
    return { ...fault, table };
  }
}

const byLogicalId = <Fault>(
  faults: Readonly<Record<string, Fault>>,
  names: ReadonlyMap<string, string>,
  what: string,
): Record<string, Fault> =>
  Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => [known(names, name, what), fault]),
  );

/** With another fault in the place of that one, or none. */
function replaced<Fault>(
  faults: Readonly<Record<string, Fault>>,
  logicalId: string,
  fault: Fault | undefined,
): Readonly<Record<string, Fault>> {
  const { [logicalId]: _, ...others } = faults;
  return fault === undefined ? others : { ...others, [logicalId]: fault };
}

function known(names: ReadonlyMap<string, string>, name: string, what: string): string {
  const found = names.get(name);
  if (found !== undefined) return found;
  const all = [...new Set([...names.values()])].sort().join(', ') || 'none';
  throw new FaultsError(`no ${what} ${name} in this template; it has ${all}`);
}

/** The fault with one time less; undefined when that was the last. */
function oneLess<Fault extends { readonly times?: number | undefined }>(
  fault: Fault,
): Fault | undefined {
  if (fault.times === undefined) return fault;
  return fault.times > 1 ? { ...fault, times: fault.times - 1 } : undefined;
}

const conflicting = new Set([
  'DeleteItem',
  'PutItem',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
]);

/** Reads that may go through an index, and those that never do. */
const queries = new Set(['Query', 'Scan']);
const reads = new Set([...queries, 'BatchGetItem', 'GetItem', 'TransactGetItems']);

function concerns(
  fault: DatabaseFault,
  { operation, tableNames, indexName }: DatabaseCall,
): boolean {
  if (fault.table !== undefined && !tableNames.includes(fault.table)) return false;
  if (fault.operations !== undefined && !fault.operations.includes(operation)) return false;
  if (fault.kind === 'throttledIndex' && reads.has(operation)) return indexName === fault.index;
  // A plain read conflicts with nothing: "Amazon DynamoDB Transactions: How it works".
  const isConflict = fault.kind === 'error' && fault.error === 'TransactionConflictException';
  return !isConflict || conflicting.has(operation);
}

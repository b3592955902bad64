import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/*
 * What Sequelize's sqlite dialect asks of the package `sqlite3`, over Node's own SQLite: that package
 * is native code, fetched ready-made or compiled when it is installed, and an example should need
 * neither. For an example: calls are synchronous, where a backend would use its own database.
 */

type Parameters = Readonly<Record<string, unknown>> | readonly unknown[];

/** What a callback's `this` has of a statement; Sequelize asks its constructor's name. */
class Statement {
  readonly lastID: number;
  readonly changes: number;

  constructor(lastID: number, changes: number) {
    this.lastID = lastID;
    this.changes = changes;
  }
}

type Callback = (this: Statement, error: unknown, rows?: readonly unknown[]) => void;

/** A connection, as `sqlite3` has it. */
class Database {
  readonly filename: string;
  /** Sequelize marks the connection of a transaction here. */
  uuid: string | undefined;
  private readonly database: DatabaseSync;

  constructor(filename: string, _mode: number, onOpen: (error: unknown) => void) {
    this.filename = filename;
    this.database = new DatabaseSync(filename);
    queueMicrotask(() => onOpen(null));
  }

  serialize(work: () => void): void {
    work();
  }

  /** Runs a statement; `all` gives its rows, `run` does not. */
  run(sql: string, parameters: Parameters = [], callback: Callback = throwError): void {
    this.execute(sql, parameters, callback);
  }

  all(sql: string, parameters: Parameters | Callback, callback: Callback = throwError): void {
    if (typeof parameters === 'function') this.execute(sql, [], parameters as Callback);
    else this.execute(sql, parameters, callback);
  }

  close(callback: (error: unknown) => void = () => undefined): void {
    this.database.close();
    queueMicrotask(() => callback(null));
  }

  private execute(sql: string, parameters: Parameters, callback: Callback): void {
    let statement = new Statement(0, 0);
    let rows: readonly unknown[] = [];
    let failure: unknown = null;
    try {
      const prepared = this.database.prepare(sql);
      const named = Array.isArray(parameters) ? {} : bindable(parameters);
      const listed = Array.isArray(parameters) ? parameters.map(inputValue) : [];
      if (prepared.columns().length > 0) {
        rows = prepared.all(named, ...listed);
      } else {
        const { lastInsertRowid, changes } = prepared.run(named, ...listed);
        statement = new Statement(Number(lastInsertRowid), Number(changes));
      }
    } catch (error) {
      failure = asSqlite3(error);
    }
    // Never before the call has returned, as with a database that is not in this process.
    setImmediate(() => callback.call(statement, failure, rows));
  }
}

/** Sequelize recognises a broken constraint by sqlite3's name for it. */
function asSqlite3(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = /constraint failed/i.test(error.message) ? 'SQLITE_CONSTRAINT' : 'SQLITE_ERROR';
  return Object.assign(new Error(`${code}: ${error.message}`, { cause: error }), { code });
}

function throwError(error: unknown): void {
  if (error) throw error;
}

function bindable(parameters: Parameters): Record<string, SQLInputValue> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, inputValue(value)]),
  );
}

function inputValue(value: unknown): SQLInputValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  return (value ?? null) as SQLInputValue;
}

/** To be passed to Sequelize as `dialectModule`, with `dialect: 'sqlite'`. */
export const nodeSqliteDialect = {
  Database,
  OPEN_READONLY: 1,
  OPEN_READWRITE: 2,
  OPEN_CREATE: 4,
};

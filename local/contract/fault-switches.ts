import type { DatabaseFault, Faults, FunctionFault, WebFunctionFault } from './fault-settings.ts';

/** One database call, as far as faults select by it. */
export interface DatabaseCall {
  readonly operation: string;
  readonly tableNames: readonly string[];
  /** That a query or scan goes through. */
  readonly indexName?: string | undefined;
}

/** Which faults are to be injected now. Whoever takes one uses it up: `times` counts down. */
export interface FaultSwitches {
  /** What is set now. */
  readonly faults: Faults;
  /** The physical names of the template's tables. */
  readonly tableNames: readonly string[];
  addFunction(logicalId: string): void;
  addWebFunction(logicalId: string): void;
  addTable(logicalId: string, tableName: string, indexNames?: readonly string[]): void;
  /** Called after each change, in the order of registration; the change is done when all are. */
  onChange(listener: (faults: Faults) => void | Promise<void>): void;
  /** The fault to inject into this invocation, if any. */
  takeFunctionFault(logicalId: string): FunctionFault | undefined;
  /** The fault to inject into that Web Function now, if it is of one of these kinds. */
  takeWebFunctionFault(
    logicalId: string,
    kinds: readonly WebFunctionFault['kind'][],
  ): WebFunctionFault | undefined;
  /** The faults to inject into this call, in the order in which they were listed. */
  takeDatabaseFaults(call: DatabaseCall): DatabaseFault[];
  /** True if the batch that was just accepted is to be delivered again. */
  takeRedelivery(): boolean;
  /** True if the read that is about to be made is to be a stale one. */
  takeStaleRead(): boolean;
}

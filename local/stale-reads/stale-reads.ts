import type { AwsAnswer, GatewayStep } from '../contract/aws-call.ts';
import type { Faults } from '../contract/fault-settings.ts';
import type { FaultSwitches } from '../contract/fault-switches.ts';
import { EngineConnection } from '../engine/engine-connection.ts';
import { FaultsError } from '../faults/switches.ts';
import { isRecord } from '../template/template.ts';
import { type CopyOptions, LaggingCopy } from './lagging-copy.ts';
import { mergeBatches, type ReadParts, readParts } from './read-consistency.ts';

/** Sends the reads that did not ask for consistency to a copy that lags behind, while that is on. */
export class StaleReads {
  readonly #switches: FaultSwitches;
  readonly #options: Omit<CopyOptions, 'delayMs' | 'tableNames'>;
  readonly #connection = new EngineConnection(() => this.#copy?.endpoint ?? '');
  #copy: LaggingCopy | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(switches: FaultSwitches, options: Omit<CopyOptions, 'delayMs' | 'tableNames'>) {
    this.#switches = switches;
    this.#options = options;
    switches.onChange(faults => this.#follow(faults));
  }

  readonly step: GatewayStep = async (call, next) => {
    const { consistent, eventual }: ReadParts =
      this.#copy === undefined || call.service !== 'dynamodb'
        ? {}
        : readParts(call.operation, call.input);
    if (eventual === undefined || !this.#switches.takeStaleRead()) return next(call);
    const staleCall = { ...call, input: eventual };
    const stale = await this.#connection.send(staleCall);
    // The copy was switched off meanwhile.
    if (this.#copy === undefined) return next(call);
    if (consistent === undefined || stale.status !== 200) return stale;
    const fresh = await next({ ...call, input: consistent });
    return fresh.status === 200 ? merged(fresh, stale) : fresh;
  };

  async stop(): Promise<void> {
    await this.#follow({ staleReads: { delayMs: 0, share: 0 } });
    this.#connection.close();
  }

  /** One change after the other. */
  #follow(faults: Pick<Faults, 'staleReads'>): Promise<void> {
    const isWanted = faults.staleReads.delayMs > 0;
    this.#changing = this.#changing
      .catch(() => {})
      .then(() => (isWanted ? this.#start() : this.#end()));
    return this.#changing;
  }

  async #start(): Promise<void> {
    try {
      this.#copy ??= await LaggingCopy.start({
        ...this.#options,
        tableNames: this.#switches.tableNames,
        delayMs: () => this.#switches.faults.staleReads.delayMs,
      });
    } catch (error) {
      throw new FaultsError(`staleReads: no copy of the tables: ${(error as Error).message}`);
    }
  }

  async #end(): Promise<void> {
    const copy = this.#copy;
    this.#copy = undefined;
    await copy?.stop();
  }
}

function merged(one: AwsAnswer, other: AwsAnswer): AwsAnswer {
  const parsed = ({ body }: AwsAnswer): Readonly<Record<string, unknown>> => {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : {};
  };
  return { ...one, body: JSON.stringify(mergeBatches(parsed(one), parsed(other))) };
}

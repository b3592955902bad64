import type { FaultSwitches } from '../contract/fault-switches.ts';
import type { HostLog } from '../contract/host-log.ts';
import type { EnvironmentReport, Environments } from './environments.ts';
import type { WebFunctionSpec } from './web-environment.ts';

/** A revision of a Web Function, as its endpoint needs to know it. */
export interface WebRevision {
  readonly spec: WebFunctionSpec;
  readonly maxConcurrency: number;
  readonly timeoutMs: number;
}

/** One Web Function of the template: its revisions, and the environments of its endpoints. */
export class WebFunction {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly log: HostLog;
  readonly #switches: FaultSwitches;
  readonly #revisions = new Map<string, WebRevision>();
  readonly #environments: Environments[] = [];

  constructor(
    { logicalId, name, arn, log }: Pick<WebFunction, 'logicalId' | 'name' | 'arn' | 'log'>,
    switches: FaultSwitches,
  ) {
    this.logicalId = logicalId;
    this.name = name;
    this.arn = arn;
    this.log = log;
    this.#switches = switches;
    switches.addWebFunction(logicalId);
    switches.onChange(() => this.#injectFault());
  }

  addRevision(revisionId: string, revision: WebRevision): void {
    this.#revisions.set(revisionId, revision);
  }

  /** @throws Error naming `requestedBy` if there is none of that id. */
  revision(revisionId: string, requestedBy: string): WebRevision {
    const revision = this.#revisions.get(revisionId);
    if (revision !== undefined) return revision;
    throw new Error(`${requestedBy}: ${this.name} has no revision ${revisionId} in this template`);
  }

  /** Of one endpoint; they serve the one revision that it names. */
  addEnvironments(environments: Environments): void {
    this.#environments.push(environments);
  }

  /** Has everything that is asked for from now on served by this code. */
  replaceCode(code: Pick<WebFunctionSpec, 'entryFile' | 'variables'>): void {
    for (const each of this.#environments) each.replace(code);
  }

  async report(): Promise<readonly EnvironmentReport[]> {
    return (await Promise.all(this.#environments.map(each => each.report()))).flat();
  }

  /** How much slower than at once the next environment is to start. */
  slowStartMs(): number {
    const fault = this.#switches.takeWebFunctionFault(this.logicalId, ['slowStart']);
    if (fault?.kind !== 'slowStart') return 0;
    this.#report(fault);
    return fault.byMs;
  }

  async #injectFault(): Promise<void> {
    const fault = this.#switches.takeWebFunctionFault(this.logicalId, ['scaleIn', 'kill']);
    if (fault === undefined || fault.kind === 'slowStart') return;
    this.#report(fault);
    const { kind, environments: howMany } = fault;
    const ended = this.#environments.map(each =>
      kind === 'kill' ? each.kill(howMany) : each.scaleIn(howMany),
    );
    await Promise.all(ended);
  }

  #report(fault: object): void {
    this.log.warn(`injected fault: ${JSON.stringify(fault)}`);
  }
}

/** The Web Functions of one template, by whatever its resources know of them. */
export class WebFunctions {
  readonly #functions: WebFunction[] = [];

  add(webFunction: WebFunction): void {
    this.#functions.push(webFunction);
  }

  /** The environments of each that run, by logical ids. */
  async report(): Promise<Readonly<Record<string, readonly EnvironmentReport[]>>> {
    const reports = this.#functions.map(
      async each => [each.logicalId, await each.report()] as const,
    );
    return Object.fromEntries(await Promise.all(reports));
  }

  /** @throws Error naming `requestedBy` if the template makes no such function. */
  named(nameOrArn: string, requestedBy: string): WebFunction {
    const found = this.#functions.find(({ name, arn }) => nameOrArn === name || nameOrArn === arn);
    if (found !== undefined) return found;
    throw new Error(`${requestedBy}: this template makes no Web Function ${nameOrArn}`);
  }
}

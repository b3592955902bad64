import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { type Outputs, readOutputs, requireOutput } from '../outputs.ts';
import { emulatorEnvironment } from './emulator-environment.ts';
import type { Emulator } from './emulators.ts';
import { reachableOutputs } from './reachable-outputs.ts';
import { changedContext, contextFlags, rehearsalContext } from './rehearsal-context.ts';
import type { RehearsalStep, StepEnd } from './rehearsal-step.ts';
import { createRehearsalTable } from './rehearsal-table.ts';
import { runLogged } from './run-logged.ts';
import { chooseScenarios, jestArgs } from './scenario-choice.ts';

/** What to rehearse on. */
export interface RehearsalOptions {
  readonly endpoint: URL;
  /** @default - an emulator of which nothing is known */
  readonly emulator: Emulator | undefined;
  /** Whether the scenarios are played. */
  readonly withScenarios: boolean;
  /** Whether the stack stays at the end. */
  readonly keep: boolean;
  /** Where assemblies, outputs and logs are written. */
  readonly folder: string;
  /** What was synthesized before, with the context of a rehearsal. @default - it is synthesized first */
  readonly assembly?: string | undefined;
}

const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const player = 'test/scenarios/support/play.ts';
const outputsFileSchema = z.record(z.string(), z.record(z.string(), z.string()));
const playedSchema = z.object({
  numPassedTests: z.number(),
  numPendingTests: z.number(),
});

/** All that a stack goes through: made, used, changed, removed, and made again. */
export function rehearsalSteps(options: RehearsalOptions): readonly RehearsalStep[] {
  const { keep, folder } = options;
  const assembly = options.assembly ?? join(folder, 'cdk.out');
  const changed = join(folder, 'cdk.out-changed');
  const rehearsal = new Rehearsal(options);
  const step = (name: string, run: (name: string) => Promise<StepEnd>): RehearsalStep => ({
    name,
    run: () => run(name),
  });
  return [
    ...(options.assembly === undefined
      ? [step('synth', name => rehearsal.synthesize(name, rehearsalContext, assembly))]
      : []),
    step('bootstrap', name => rehearsal.bootstrap(name, assembly)),
    step('deploy', name => rehearsal.deploy(name, rehearsalContext, assembly)),
    step('scenarios', name => rehearsal.play(name)),
    step('write', () => rehearsal.write()),
    step('synth-changed', name => rehearsal.synthesize(name, changedContext, changed)),
    step('update', name => rehearsal.deploy(name, changedContext, changed)),
    step('read', () => rehearsal.readAgain()),
    step('destroy', name => rehearsal.destroy(name, changed)),
    step('redeploy', name => rehearsal.deploy(name, rehearsalContext, assembly)),
    ...(keep ? [] : [step('destroy-again', name => rehearsal.destroy(name, assembly))]),
  ];
}

class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #outputsFile: string;
  readonly #table: ReturnType<typeof createRehearsalTable>;

  constructor(options: RehearsalOptions) {
    const { endpoint, folder } = options;
    this.#options = options;
    this.#environment = emulatorEnvironment(endpoint, join(folder, 'cdk-home'), process.env);
    this.#outputsFile = join(folder, 'outputs.json');
    this.#table = createRehearsalTable(endpoint);
  }

  /** Once for all that is deployed from it. */
  synthesize(
    name: string,
    context: Readonly<Record<string, string>>,
    assembly: string,
  ): Promise<StepEnd> {
    const flags = ['--quiet', '--output', assembly, ...contextFlags(context)];
    return this.#cdk(name, ['synth', ...flags], async () => 'the app’s template');
  }

  /** Without a place to name: the stack is of no account, so the CLI asks whose credentials these are. */
  bootstrap(name: string, assembly: string): Promise<StepEnd> {
    return this.#cdk(name, ['bootstrap', '--app', assembly], async () => 'CDKToolkit is there');
  }

  deploy(
    name: string,
    context: Readonly<Record<string, string>>,
    assembly: string,
  ): Promise<StepEnd> {
    const flags = ['--require-approval', 'never', '--outputs-file', this.#outputsFile];
    return this.#cdk(name, ['deploy', '--app', assembly, ...flags], async () => {
      const outputs = await this.#makeReachable();
      const seconds = requireOutput(outputs, 'ProposalTimeoutSeconds');
      if (seconds === context.proposalTimeoutSeconds) {
        return `${Object.keys(outputs).length} outputs, ProposalTimeoutSeconds ${seconds}`;
      }
      throw new Error(
        `the output ProposalTimeoutSeconds is ${seconds}, expected ${context.proposalTimeoutSeconds} as it was deployed`,
      );
    });
  }

  async play(name: string): Promise<StepEnd> {
    const { withScenarios, emulator, folder } = this.#options;
    if (!withScenarios) return { kind: 'skipped', why: '--no-scenarios' };
    const all = globSync('test/scenarios/*.test.ts').sort();
    const choice = chooseScenarios(all, emulator);
    if (choice.files.length === 0) {
      return { kind: 'skipped', why: `${emulator?.name} can judge none` };
    }
    const reportFile = join(folder, 'scenarios.json');
    const report = ['--json', `--outputFile=${reportFile}`];
    const { exitCode, lastLines } = await runLogged({
      args: [player, 'scenarios', ...jestArgs(choice), ...report],
      env: { ...this.#environment, OUTPUTS: this.#outputsFile },
      logFile: this.#logOf(name),
    });
    if (exitCode !== 0) return { kind: 'failed', words: lastLines };
    const played = playedSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
    return {
      kind: 'passed',
      found: `${played.numPassedTests} passed in ${choice.files.length} of ${all.length} files, ${played.numPendingTests} skipped`,
    };
  }

  /** An item that the update has to leave as it is. */
  async write(): Promise<StepEnd> {
    const tableName = await this.#fightsTable();
    await this.#table.put(tableName);
    return { kind: 'passed', found: `an item in ${tableName}` };
  }

  async readAgain(): Promise<StepEnd> {
    const tableName = await this.#fightsTable();
    if (await this.#table.has(tableName)) {
      return { kind: 'passed', found: `the item is still in ${tableName}` };
    }
    return { kind: 'failed', words: [`the item is no longer in ${tableName}`] };
  }

  async destroy(name: string, assembly: string): Promise<StepEnd> {
    const tableName = await this.#fightsTable();
    return this.#cdk(name, ['destroy', '--app', assembly, '--force'], async () => {
      if (await this.#table.isGone(tableName)) return `${tableName} is gone`;
      throw new Error(`${tableName} is still there, though removalPolicy=destroy was deployed`);
    });
  }

  /** Leaves in the outputs file what leads to the emulator. */
  async #makeReachable(): Promise<Outputs> {
    const { endpoint } = this.#options;
    const text = await readFile(this.#outputsFile, 'utf8');
    const stacks = Object.entries(outputsFileSchema.parse(JSON.parse(text)));
    const reachable = stacks.map(([stack, outputs]) => [
      stack,
      reachableOutputs(outputs, endpoint),
    ]);
    await writeFile(this.#outputsFile, JSON.stringify(Object.fromEntries(reachable), null, 2));
    return readOutputs(this.#outputsFile);
  }

  async #fightsTable(): Promise<string> {
    return requireOutput(await readOutputs(this.#outputsFile), 'FightsTableName');
  }

  async #cdk(
    name: string,
    args: readonly string[],
    found: () => Promise<string>,
  ): Promise<StepEnd> {
    const { exitCode, lastLines } = await runLogged({
      args: [cdk, ...args, '--no-notices', '--ci'],
      env: this.#environment,
      logFile: this.#logOf(name),
    });
    if (exitCode !== 0) return { kind: 'failed', words: lastLines };
    return { kind: 'passed', found: await found() };
  }

  #logOf(name: string): string {
    return join(this.#options.folder, `${name}.log`);
  }
}

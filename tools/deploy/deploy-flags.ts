import { isStageName } from '../../core/deployment/stack-name.ts';
import { UsageError } from '../command-line.ts';

/** What `npm run deploy` was asked for. */
export interface DeployFlags {
  readonly help: boolean;
  /** @default - the stack without one */
  readonly stage?: string;
  /** Whether a change of what is trusted is deployed without a question. */
  readonly yes: boolean;
  /** Whose credentials and region. @default - those of the environment */
  readonly profile?: string;
  /** Where the outputs are written. */
  readonly outputsFile: string;
  /** For synth: `key=value` each, the stage's too. */
  readonly context: readonly string[];
  /** All else, as it is passed on to `cdk deploy`. */
  readonly cdkArguments: readonly string[];
}

/** Flags of ours and of the CDK that take a value and that this command reads itself. */
const valued: Readonly<Record<string, 'stage' | 'context' | 'profile' | 'outputs-file'>> = {
  '--stage': 'stage',
  '-c': 'context',
  '--context': 'context',
  '--profile': 'profile',
  '--outputs-file': 'outputs-file',
  '-O': 'outputs-file',
};

/** What is deployed is what was compared: an assembly that this command has just made. */
const ownFlags = ['--app', '-a', '--output', '-o'];

/** They change functions and not the template, which is what a later deployment is compared with. */
const pastTemplate = ['--hotswap', '--hotswap-fallback', '--watch', '--no-rollback', '--rollback'];

/** A form that the CDK reads as `-c key=value`, and that passed on to it would have no effect. */
const ownLetters = /^-[acoO]./;

/**
 * Parses the arguments of `npm run deploy`; what is not its own is the CDK's.
 *
 * @throws UsageError
 */
export function parseDeployFlags(args: readonly string[]): DeployFlags {
  const given = { stage: [], context: [], profile: [], 'outputs-file': [] } as {
    [Name in (typeof valued)[string]]: string[];
  };
  const cdkArguments: string[] = [];
  let [help, yes] = [false, false];
  const left = [...args];
  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    const [, flag = arg, joined] = /^(--[^=]+|-\w)=(.*)$/s.exec(arg) ?? [];
    const name = valued[flag];
    if (name !== undefined) {
      const value = joined ?? left.shift();
      if (!value) throw new UsageError(`${flag}: received nothing, expected a value`);
      given[name].push(value);
    } else if (ownFlags.includes(flag)) {
      const expected = 'expected it not to be said: npm run deploy makes the assembly itself';
      throw new UsageError(`${flag}: received ${joined ?? left[0] ?? 'nothing'}, ${expected}`);
    } else if (pastTemplate.includes(flag)) {
      const expected =
        'expected npx cdk deploy for it: what it leaves behind cannot be compared later';
      throw new UsageError(`${arg}: received a way past the template, ${expected}`);
    } else if (arg === '--yes' || arg === '-y') yes = true;
    else if (arg === '--help' || arg === '-h') help = true;
    else if (ownLetters.test(arg)) {
      throw new UsageError(
        `${arg}: received letter and value in one, expected a space or = between`,
      );
    } else cdkArguments.push(arg);
  }
  const stage = stageOf(given);
  const profile = given.profile.at(-1);
  return {
    help,
    ...(stage === undefined ? {} : { stage }),
    yes,
    ...(profile === undefined ? {} : { profile }),
    outputsFile: given['outputs-file'].at(-1) ?? `outputs.${stage ?? 'aws'}.json`,
    context: [
      ...given.context.filter(entry => !isStage(entry)),
      ...(stage === undefined ? [] : [`stage=${stage}`]),
    ],
    cdkArguments,
  };
}

const isStage = (entry: string): boolean => entry.startsWith('stage=');

/** It may be said by a flag, or in the context as everywhere else, and once. */
function stageOf(given: {
  readonly stage: readonly string[];
  readonly context: readonly string[];
}): string | undefined {
  const inContext = given.context.filter(isStage).map(entry => entry.slice('stage='.length));
  const [stage, ...others] = [...new Set([...given.stage, ...inContext])];
  if (others.length > 0) {
    throw new UsageError(`--stage: received ${[stage, ...others].join(' and ')}, expected one`);
  }
  if (stage === undefined || isStageName(stage)) return stage;
  throw new UsageError(
    `--stage: received "${stage}", expected a name such as staging: lower-case letters, digits and hyphens`,
  );
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { AppError } from '../../core/wire/app-error.ts';

/** What to synthesize, and where to. */
export interface SynthesizeOptions {
  /** The folder with cdk.json. */
  readonly projectDirectory: string;
  readonly context: Readonly<Record<string, string>>;
  /** With it, a failure carries everything that the app said. */
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

const contextSchema = z.record(z.string(), z.unknown());
const projectSchema = z.object({
  app: z.string().min(1),
  output: z.string().min(1).default('cdk.out'),
  context: contextSchema.default({}),
});

/** The context as `cdk synth` would give it to the app. @throws AppError CONFIG_INVALID */
export async function contextOf({
  projectDirectory,
  context,
}: Pick<SynthesizeOptions, 'projectDirectory' | 'context'>): Promise<
  Readonly<Record<string, unknown>>
> {
  const project = await readProject(resolve(projectDirectory, 'cdk.json'));
  const lookups = resolve(projectDirectory, 'cdk.context.json');
  const lookedUp = existsSync(lookups) ? contextSchema.parse(await readJson(lookups)) : {};
  return { ...lookedUp, ...project.context, ...cliContext, ...context };
}

/**
 * Runs the app of cdk.json as `cdk synth` would, and gives the assembly's directory. It leaves the
 * CLI itself out: its start and its checks of the account take longer than our whole synthesis.
 * @throws AppError CONFIG_INVALID with what the app said.
 */
export async function synthesize(options: SynthesizeOptions): Promise<string> {
  const { projectDirectory, signal, verbose } = options;
  const project = await readProject(resolve(projectDirectory, 'cdk.json'));
  const outputDirectory = resolve(
    projectDirectory,
    outputOf(project.output, options.context.stage),
  );
  const context = await contextOf(options);
  const app = spawn(project.app, {
    cwd: projectDirectory,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: {
      ...process.env,
      // `node` in cdk.json shall be this Node, however this tool was started.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      CDK_OUTDIR: outputDirectory,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      // The library's own rules double the time of a synthesis; `cdk synth` and CI run them.
      CDK_VALIDATION: 'false',
    },
  });
  const [stdout, stderr] = await Promise.all([
    text(app.stdout),
    text(app.stderr),
    once(app, 'close'),
  ]);
  if (app.exitCode === 0) return outputDirectory;
  throw new AppError('CONFIG_INVALID', failureText(`${stderr}\n${stdout}`, verbose));
}

/** The host of one stage starts while that of another does: each has its own assembly. */
function outputOf(output: string, stage: string | undefined): string {
  return stage === undefined ? output : join('build', `${basename(output)}.${stage}`);
}

/** What the CLI adds by default (aws-cdk, synthParametersFromSettings). */
const cliContext = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:bundling-stacks': ['**'],
};

/** An app that reports its own error says it in plain lines; a crash has a stack, and one line that matters. */
function failureText(output: string, verbose: boolean): string {
  const said = output.trim();
  if (verbose || !/^\s+at /m.test(said)) return `the stack does not synthesize: ${said}`;
  const line = said.split('\n').find(candidate => /^(\w*Error|Error \[\w+\])\b/.test(candidate));
  return `the stack does not synthesize: ${line ?? said.split('\n')[0]} (--verbose shows the stack)`;
}

async function readProject(file: string) {
  if (!existsSync(file)) {
    throw new AppError('CONFIG_INVALID', `no ${file}: run this in the project's own folder`);
  }
  const parsed = projectSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('CONFIG_INVALID', `${file}: ${issue?.path.join('.')}: ${issue?.message}`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', `cannot read ${file}: ${String(cause)}`, { cause });
  }
}

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { outputsPlace, stackIn } from '../core/deployment/outputs-place.ts';
import { AppError } from '../core/wire/app-error.ts';

/** Where the local host writes its outputs, and where every tool looks by default. */
export const localOutputsFile = 'outputs.local.json';

/** The same of a stage: one beside the other in one folder. */
export function localOutputsFileOf(stage: string | undefined): string {
  return stage === undefined ? localOutputsFile : `outputs.${stage}.local.json`;
}

/** The stack's outputs by key, as `cdk deploy --outputs-file` writes them. */
export type Outputs = Readonly<Record<string, string>>;

const fileSchema = z.record(z.string(), z.unknown());
const outputsSchema = z.record(z.string(), z.string());

/**
 * Reads an outputs file of whatever stage. Where it holds several stacks of ours, `file#stack` says which.
 *
 * @throws AppError CONFIG_INVALID when it is absent, of another shape, or holds several and none is said
 */
export async function readOutputs(text: string = localOutputsFile): Promise<Outputs> {
  const place = outputsPlace(text);
  const { file } = place;
  const stacks = fileSchema.safeParse(parseJson(file, await readText(file))).data ?? {};
  const stackName = stackIn(place, Object.keys(stacks));
  const parsed = outputsSchema.safeParse(stacks[stackName]);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [stackName, ...(issue?.path ?? [])].join('.');
  const expected = `expected {"${stackName}": {"<output>": "<text>", …}}`;
  throw new AppError('CONFIG_INVALID', `${file}: ${path}: ${issue?.message}; ${expected}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      `cannot read ${file}: is \`npm start\` running? For a deployed stack pass --outputs with the file that \`cdk deploy --outputs-file\` wrote`,
      { cause },
    );
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('CONFIG_INVALID', `${file} is not JSON: ${String(cause)}`, { cause });
  }
}

/** One output's value; @throws AppError CONFIG_INVALID naming what is missing. */
export function requireOutput(outputs: Outputs, key: string): string {
  const value = outputs[key];
  if (value !== undefined) return value;
  throw new AppError(
    'CONFIG_INVALID',
    `the outputs have no ${key}; they have ${Object.keys(outputs).join(', ') || 'nothing'}`,
  );
}

/** The currency of proposals that name none. */
export function firstCurrency(outputs: Outputs): string {
  return requireOutput(outputs, 'Currencies').replace(/,.*/, '');
}

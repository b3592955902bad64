import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../core/wire/app-error.ts';

/** The stack's name, which is the one key of an outputs file. */
export const stackName = 'GalloBetsRealtime';

/** Where the local host writes its outputs, and where every tool looks by default. */
export const localOutputsFile = 'outputs.local.json';

/** The stack's outputs by key, as `cdk deploy --outputs-file` writes them. */
export type Outputs = Readonly<Record<string, string>>;

const fileSchema = z.record(z.string(), z.unknown());
const outputsSchema = z.record(z.string(), z.string());
const expectation = `expected {"${stackName}": {"<output>": "<text>", …}}`;

/** So many names of another file are listed. */
const maxNames = 10;

/** Reads an outputs file; @throws AppError CONFIG_INVALID when it is absent or of another shape. */
export async function readOutputs(file: string = localOutputsFile): Promise<Outputs> {
  const stacks = fileSchema.safeParse(parseJson(file, await readText(file))).data ?? {};
  if (stacks[stackName] === undefined) {
    throw new AppError(
      'CONFIG_INVALID',
      `${file} has no outputs of ${stackName}; it has ${namesOf(stacks)}; ${expectation}`,
    );
  }
  const parsed = outputsSchema.safeParse(stacks[stackName]);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = [stackName, ...(issue?.path ?? [])].join('.');
  throw new AppError('CONFIG_INVALID', `${file}: ${place}: ${issue?.message}; ${expectation}`);
}

function namesOf(stacks: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(stacks);
  if (names.length === 0) return 'nothing by name';
  return names.slice(0, maxNames).join(', ') + (names.length > maxNames ? ', …' : '');
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

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../core/error/app-error.ts';

/** The stack's name, which is the one key of an outputs file. */
export const stackName = 'GalloBetsRealtime';

/** Where the local host writes its outputs, and where every tool looks unless told otherwise. */
export const localOutputsFile = 'outputs.local.json';

/** The stack's outputs by key, as `cdk deploy --outputs-file` writes them. */
export type Outputs = Readonly<Record<string, string>>;

const fileSchema = z.object({ [stackName]: z.record(z.string(), z.string()) });

/** Reads an outputs file; @throws AppError CONFIG_INVALID when it is absent or of another shape. */
export async function readOutputs(file: string = localOutputsFile): Promise<Outputs> {
  const parsed = fileSchema.safeParse(parseJson(file, await readText(file)));
  if (parsed.success) return parsed.data[stackName] ?? {};
  const issue = parsed.error.issues[0];
  throw new AppError(
    'CONFIG_INVALID',
    `${file}: ${issue?.path.join('.') || 'the file'} is not as expected (${issue?.message}); expected {"${stackName}": {"<output>": "<text>", …}}`,
  );
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

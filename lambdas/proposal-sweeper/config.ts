import * as z from 'zod';
import { readEnvironment, text } from '../adapters/runtime/read-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment {
  readonly PROPOSALS_TABLE_NAME: string;
}

const environmentSchema = z.object({
  PROPOSALS_TABLE_NAME: text,
} satisfies Record<keyof Environment, z.ZodType>);

export interface Config {
  readonly proposalsTableName: string;
}

export function readConfig(): Config {
  return { proposalsTableName: readEnvironment(environmentSchema).PROPOSALS_TABLE_NAME };
}

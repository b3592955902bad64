import * as z from 'zod';
import {
  type LogWriterConfig,
  type LogWriterEnvironment,
  logWriterConfigOf,
  logWriterVariables,
} from '../adapters/log/log-writer.ts';
import { readEnvironment } from '../adapters/runtime/read-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export type Environment = LogWriterEnvironment;

const environmentSchema = z.object(
  logWriterVariables satisfies Record<keyof Environment, z.ZodType>,
);

export function readConfig(): LogWriterConfig {
  return logWriterConfigOf(readEnvironment(environmentSchema));
}

import { type LogWriterConfig, logWriterVariables } from '../adapters/log/log-writer.ts';
import { type EnvironmentOf, readEnvironment } from '../adapters/runtime/read-environment.ts';

/** What `lib` must set on the function. */
export type Environment = EnvironmentOf<typeof logWriterVariables>;

export function readConfig(): LogWriterConfig {
  return readEnvironment(logWriterVariables);
}

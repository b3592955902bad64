import type { TokenEnvironment } from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment {
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
}

import type { TokenEnvironment } from '../adapters/token-environment.ts';

/** What `lib` must set on the function. Values are strings, as every environment variable. */
export interface Environment extends TokenEnvironment {
  /** The one channel this function serves. */
  readonly CHANNEL: string;
  readonly EVENT_LOG_TABLE_NAME: string;
  readonly CONNECTIONS_TABLE_NAME: string;
  /** Comma-separated; empty: no browser of another origin. */
  readonly ALLOWED_ORIGINS: string;
  /** A stream ends itself after about this long (jitter ±10 %). */
  readonly STREAM_LIFETIME_SECONDS: string;
}

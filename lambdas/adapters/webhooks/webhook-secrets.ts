import type { Logger } from '@aws-lambda-powertools/logger';
import type { KeySource } from '../../../core/auth/key-source.ts';
import type { Secrets } from '../../../core/auth/secrets.ts';
import { type Clock, systemClock } from '../../../core/clock.ts';
import {
  cachedSecrets,
  createSecretReader,
  type SecretReader,
} from '../identity/cached-secrets.ts';

/** What was sealed with the one before is opened for ever: keys of webhooks live as long as they are not rotated. */
const overlapMs = Number.MAX_SAFE_INTEGER;

/** The secret that seals the keys of webhooks, and the one before it; made once at module scope. */
export function createWebhookSecrets(
  secretArn: string,
  logger: Pick<Logger, 'warn'>,
  readSecret: SecretReader = createSecretReader(),
  now: Clock = systemClock,
): KeySource<Secrets> {
  return cachedSecrets({ secretArn, overlapMs }, readSecret, {
    now,
    onStale: (error, ageMs) =>
      logger.warn('key source read failed, cached keys are used', { error, ageMs }),
  });
}

import type { Logger } from '@aws-lambda-powertools/logger';
import type { StreamReports } from '../../../core/stream/serve-stream.ts';

/** What happens to a stream, in the log. */
export function streamReports(logger: Logger): StreamReports {
  return {
    opened: stream => logger.info('stream opened', { ...stream }),
    ended: stream => logger.info('stream ended', { ...stream }),
    heartbeatFailed: (connectionId, error) =>
      logger.warn('lease heartbeat failed', { connectionId, error }),
    leaseUnreadable: (connectionId, error) =>
      logger.warn('lease read failed', { connectionId, error }),
    leaseKept: (connectionId, error) =>
      logger.warn('lease release failed', { connectionId, error }),
  };
}

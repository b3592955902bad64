import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The structured logger of one function, made once at module scope. Its level comes from
 * POWERTOOLS_LOG_LEVEL, or from AWS_LAMBDA_LOG_LEVEL where the function sets its logging there.
 */
export function createLogger(serviceName: string): Logger {
  return new Logger({ serviceName });
}

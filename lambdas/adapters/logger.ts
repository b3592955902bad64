import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The structured logger of one function, made once at module scope. Its level comes from
 * POWERTOOLS_LOG_LEVEL, or from AWS_LAMBDA_LOG_LEVEL where the function sets its logging there.
 */
export function createLogger(serviceName: string): Logger {
  return new Logger({ serviceName });
}

const secretParameter = /([?&]?)\b(token|access_token|authorization|bearer)=[^&\s#]*/gi;

/** A query string or URL as it may stand in a log: the values of its credentials are gone. */
export function redactQuery(text: string): string {
  return text.replace(secretParameter, '$1$2=[redacted]');
}

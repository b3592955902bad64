import type { Host } from '../../contract/host.ts';

/** Log lines are read by people: the hash that the CDK appends to logical ids says nothing to them. */
export const readableName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

/** A name for the stream of this run in the log group of a function. */
export const logStreamOf = (version: string): string =>
  `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/${version}local`;

/**
 * Lambda writes a function's log in the function's role. Without permission it stays empty, and nothing
 * else shows it: docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function logPermission(
  { access, region, accountId }: Host,
  functionArn: string,
  logGroupName: string,
  logStreamName: string,
): () => boolean {
  const resource = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:${logStreamName}`;
  const wanted = ['logs:CreateLogStream', 'logs:PutLogEvents'].map(action => ({
    action,
    resource,
  }));
  let isAllowed: boolean | undefined;
  return () => {
    // Asked at first use: by then every policy of the template is there, and none comes after.
    isAllowed ??= access.refusal(access.actor(functionArn), wanted) === undefined;
    return isAllowed;
  };
}

/** The host's log, each line of which names the function. */
export function prefixedLog(name: string, { log }: Host): Host['log'] {
  return {
    debug: message => log.debug(`[${name}] ${message}`),
    info: message => log.info(`[${name}] ${message}`),
    warn: message => log.warn(`[${name}] ${message}`),
    error: message => log.error(`[${name}] ${message}`),
  };
}

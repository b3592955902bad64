import type { Host } from '../contract/host.ts';

/** A log group by its ARN, with or without what stands for all of its streams. */
const groupArn = /^arn:aws:logs:[^:]+:\d+:log-group:([^:]+)(?::\*)?$/;

/**
 * The name of the log group that something logs to.
 *
 * @throws Error naming `requestedBy` if the template makes no such group.
 */
export function logGroupOf(arn: string, requestedBy: string, { logs }: Host): string {
  const name = groupArn.exec(arn)?.[1];
  if (name !== undefined && logs.hasGroup(name)) return name;
  throw new Error(
    `${requestedBy}: expected the ARN of a log group of this template; received ${arn}`,
  );
}

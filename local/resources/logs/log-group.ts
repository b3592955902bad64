import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::Logs::LogGroup`: what functions and services log is kept in memory, the newest of it. */
export const logGroupKind = resourceKind({
  type: 'AWS::Logs::LogGroup',
  properties: z.object({ LogGroupName: z.string().optional() }),
  ignored: {
    RetentionInDays: 'a group keeps its newest lines while the host runs',
    Tags: 'nothing reads them here',
  },
  create: ({ LogGroupName }, { logicalId }, { stackName, region, accountId, logs }) => {
    const name = LogGroupName ?? `${stackName}-${logicalId}`;
    logs.addGroup(name);
    return {
      ref: name,
      attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` },
    };
  },
});

import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::Logs::LogGroup`, a name that other resources refer to. */
export const logGroupKind = resourceKind({
  type: 'AWS::Logs::LogGroup',
  properties: z.object({ LogGroupName: z.string().optional() }),
  ignored: {
    RetentionInDays: 'what functions log goes to the log of this host',
    Tags: 'nothing reads them here',
  },
  create: ({ LogGroupName }, { logicalId }, { stackName, region, accountId }) => {
    const name = LogGroupName ?? `${stackName}-${logicalId}`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` },
    };
  },
});

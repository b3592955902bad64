import { z } from 'zod';
import type { ResourceKind } from '../contract/resource-kind.ts';
import { resourceKind } from '../template/resource-kind.ts';

const logGroupKind = resourceKind({
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

const cdkMetadataKind = resourceKind({
  type: 'AWS::CDK::Metadata',
  properties: z.object({}),
  ignored: { Analytics: 'it reports the library in use to the CDK team' },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});

/** Resource types that other resources refer to, but that do nothing when they run locally. */
export const inertKinds: readonly ResourceKind[] = [logGroupKind, cdkMetadataKind];

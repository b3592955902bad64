import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::CDK::Metadata`, which does nothing here. */
export const cdkMetadataKind = resourceKind({
  type: 'AWS::CDK::Metadata',
  properties: z.object({}),
  ignored: { Analytics: 'it reports the library in use to the CDK team' },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});

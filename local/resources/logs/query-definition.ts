import { z } from 'zod';
import { resourceKind } from '../../template/resource-kind.ts';

/** `AWS::Logs::QueryDefinition`: a query that the console offers. */
export const queryDefinitionKind = resourceKind({
  type: 'AWS::Logs::QueryDefinition',
  properties: z.object({}),
  ignored: {
    LogGroupNames: 'there is no console here',
    Name: 'there is no console here',
    QueryLanguage: 'there is no console here',
    QueryString: 'there is no console here',
  },
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: { QueryDefinitionId: logicalId } }),
});

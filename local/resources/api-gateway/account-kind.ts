import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type { RunningResource } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';

const accountProperties = z.object({ CloudWatchRoleArn: z.string().optional() });

/** What API Gateway tries when it gets the role: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
const wanted = ['CreateLogGroup', 'CreateLogStream', 'PutLogEvents'].map(name => ({
  action: `logs:${name}`,
  resource: '*',
}));

/** `AWS::ApiGateway::Account`: the role in which API Gateway writes logs, of all APIs of the account. */
export const apiGatewayAccountKind = resourceKind({
  type: 'AWS::ApiGateway::Account',
  properties: accountProperties,
  create: ({ CloudWatchRoleArn }, { logicalId }, host) =>
    createAccount(CloudWatchRoleArn, logicalId, host),
});

function createAccount(
  roleArn: string | undefined,
  logicalId: string,
  { access, region, accountId }: Host,
): RunningResource {
  const running = { ref: logicalId, attributes: { Id: logicalId } };
  if (roleArn === undefined) return running;
  const actor = {
    arn: `arn:aws:apigateway:${region}:${accountId}:account`,
    logicalId,
    roleArn,
    service: 'apigateway.amazonaws.com',
    sessionName: 'BackplaneAssumeRoleSession',
  };
  access.assume(actor);
  return {
    ...running,
    async start() {
      // Not sooner: every policy of the template is there by now.
      const refusal = access.refusal(actor, wanted);
      if (refusal === undefined) return;
      throw new Error(
        `${logicalId}: The role ARN does not have required permissions configured. ${refusal.message}`,
      );
    },
  };
}

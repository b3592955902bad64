import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import type { StartGate } from '../../runtime/start-gate.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { Environments } from '../../web-function/environments.ts';
import { WebEndpoint } from '../../web-function/web-endpoint.ts';
import type { WebFunctionLimits } from '../../web-function/web-function-limits.ts';
import type { WebFunctions } from '../../web-function/web-functions.ts';
import { whole } from './lambda-function-properties.ts';
import { webFunctionName } from './web-function.ts';

/** Requests a second that an account lets an endpoint have: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const accountRateLimit = 10_000;

const revisionWeight = z.object({
  RevisionId: z.string(),
  Weight: z.coerce
    .number()
    .refine(weight => weight === 100, 'the local host runs one revision: 100'),
});

const endpointProperties = z.object({
  AuthType: z.literal(
    'ApplicationManaged',
    'the local host checks no IAM signatures: expected ApplicationManaged',
  ),
  EndpointName: webFunctionName,
  EndpointType: z.literal('HomeRegion', 'the local host is one Region: expected HomeRegion'),
  FunctionName: z.string(),
  RevisionWeights: z.tuple([revisionWeight], 'the local host runs one revision of an endpoint'),
  ScalingConfig: z.object({ MaxEnvironments: whole(2, 10_000).optional() }).prefault({}),
  ThrottleConfig: z
    .object({ RateLimit: whole(0, accountRateLimit).default(accountRateLimit) })
    .prefault({}),
});

/** What an endpoint shares with what else runs. */
export interface WebEndpointParts {
  readonly webFunctions: WebFunctions;
  readonly starts: StartGate;
  readonly limits: WebFunctionLimits;
}

async function createEndpoint(
  properties: z.output<typeof endpointProperties>,
  { logicalId }: DeclaredResource,
  host: Host,
  { webFunctions, starts, limits }: WebEndpointParts,
): Promise<RunningResource> {
  const webFunction = webFunctions.named(properties.FunctionName, logicalId);
  const [{ RevisionId }] = properties.RevisionWeights;
  const { spec, maxConcurrency, timeoutMs } = webFunction.revision(RevisionId, logicalId);
  const environments = new Environments({
    spec,
    concurrency: { first: limits.firstConcurrency, most: maxConcurrency },
    maxEnvironments: properties.ScalingConfig.MaxEnvironments,
    limits,
    starts,
    log: webFunction.log,
    slowStartMs: () => webFunction.slowStartMs(),
  });
  webFunction.addEnvironments(environments);
  const { EndpointName: endpointName } = properties;
  const endpoint = new WebEndpoint({
    endpointName,
    environments,
    timeoutMs,
    isDebugged: host.isDebugged ?? false,
    requestsPerSecond: properties.ThrottleConfig.RateLimit,
    allowedHosts: host.allowedHosts,
    requestFilter: host.requestFilter,
    log: webFunction.log,
  });
  const port = await endpoint.listen(host.nextPort());
  const endpointArn = `${webFunction.arn}/endpoint/${endpointName}`;
  const label = createHash('sha256').update(endpointArn).digest('hex').slice(0, 16);
  const domainName = `${label}.local.lambda-web.${host.region}.on.aws`;
  host.registerHostName(`https://${domainName}`, `http://127.0.0.1:${port}`);
  return {
    ref: endpointArn,
    attributes: { DomainName: domainName, EndpointArn: endpointArn, State: 'Active' },
    stop: () => endpoint.stop(),
  };
}

/** AWS::Lambda::WebFunctionEndpoint: an HTTP server before the environments of a Web Function. */
export const webFunctionEndpointKind = (parts: WebEndpointParts): ResourceKind =>
  resourceKind({
    type: 'AWS::Lambda::WebFunctionEndpoint',
    properties: endpointProperties,
    ignored: {
      Description: 'text for people',
      Regions: 'there is one Region here',
    },
    create: (properties, declared, host) => createEndpoint(properties, declared, host, parts),
  });

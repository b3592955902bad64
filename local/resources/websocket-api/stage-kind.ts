import { z } from 'zod';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { Throttle } from '../../runtime/throttle.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { accessLog } from './access-log.ts';
import { type Apis, apiOf } from './definition.ts';

/**
 * API Gateway's default account limits, in messages per second:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
const defaultRatePerSecond = 10_000;
const defaultBurst = 5_000;

const stageProperties = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  AccessLogSettings: z.object({ DestinationArn: z.string(), Format: z.string() }).optional(),
  DefaultRouteSettings: z
    .object({
      ThrottlingRateLimit: z.number().default(defaultRatePerSecond),
      ThrottlingBurstLimit: z.number().default(defaultBurst),
    })
    .prefault({}),
});

/** `AWS::ApiGatewayV2::Stage`: the first part of an API's paths, and its throttle. */
export const stageKind = (apis: Apis): ResourceKind =>
  resourceKind({
    type: 'AWS::ApiGatewayV2::Stage',
    properties: stageProperties,
    ignored: {
      AutoDeploy: 'every route of the template is deployed',
      DeploymentId: 'every route of the template is deployed',
      Description: 'it is a label',
      'DefaultRouteSettings.DataTraceEnabled': 'the host logs what goes wrong by itself',
      'DefaultRouteSettings.DetailedMetricsEnabled': 'metrics are of the stage, not of each route',
      'DefaultRouteSettings.LoggingLevel': 'the host logs what goes wrong by itself',
      Tags: 'nothing reads them here',
    },
    create: ({ ApiId, StageName, DefaultRouteSettings, AccessLogSettings }, declared, host) => {
      const { ThrottlingRateLimit, ThrottlingBurstLimit } = DefaultRouteSettings;
      apiOf(apis, ApiId, declared).stages.set(StageName, {
        name: StageName,
        throttle: new Throttle(ThrottlingRateLimit, ThrottlingBurstLimit),
        accessLog: AccessLogSettings && accessLog(AccessLogSettings, declared.logicalId, host),
      });
      return { ref: StageName, attributes: {} };
    },
  });

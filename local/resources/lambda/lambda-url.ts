import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Host } from '../../contract/host.ts';
import type {
  DeclaredResource,
  ResourceKind,
  RunningResource,
} from '../../contract/resource-kind.ts';
import { answerBuffered } from '../../function-url/buffered-answer.ts';
import {
  applyCors,
  type CorsConfig,
  corsProperties,
  isPreflight,
} from '../../function-url/cors.ts';
import { answerThrough, refuse, refuseFailure } from '../../function-url/http-answer.ts';
import { PacedAnswer, type StreamPace } from '../../function-url/stream-pace.ts';
import { readBody, toUrlEvent } from '../../function-url/url-event.ts';
import { closeServer, createLocalServer, listenLocally } from '../../server/local-server.ts';
import { applyFilter, sendFilterAnswer } from '../../server/request-filter.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { countRequest } from './url-metrics.ts';

const urlProperties = z.object({
  AuthType: z.literal('NONE', 'the local host checks no IAM signatures: expected NONE'),
  TargetFunctionArn: z.string(),
  InvokeMode: z.enum(['BUFFERED', 'RESPONSE_STREAM']).default('BUFFERED'),
  Cors: corsProperties.optional(),
});

const hangingMs = 16 * 60_000;

interface UrlTarget {
  readonly host: Host;
  readonly logicalId: string;
  readonly functionArn: string;
  readonly streams: boolean;
  readonly pace: StreamPace;
  readonly cors: CorsConfig | undefined;
}

async function answer(
  target: UrlTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { host, functionArn, cors } = target;
  if (cors !== undefined) {
    applyCors(cors, request, response);
    if (isPreflight(request)) {
      response.writeHead(200).end();
      return;
    }
  }
  if (!isOpen(target)) {
    refuseForbidden(response);
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    refuse(
      response,
      413,
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    );
    return;
  }
  const own = await applyFilter(host.requestFilter, request);
  if (own !== undefined) {
    sendFilterAnswer(response, own);
    return;
  }
  const event = toUrlEvent(request, body, new Date(), host.region);
  if (!target.streams) {
    answerBuffered(response, await host.functions.invoke(functionArn, event));
    return;
  }
  const paced = new PacedAnswer(answerThrough(response), target.pace, () =>
    host.log.error(
      `${target.logicalId}: cut an answer that grew beyond ${target.pace.maxBytes} bytes, as function URLs do`,
    ),
  );
  const result = await host.functions.invokeStreaming(functionArn, event, paced);
  if (result.kind === 'error') {
    await paced.release();
    refuseFailure(response, result);
    return;
  }
  await paced.settled();
  if (!paced.hasBody && !response.destroyed) leaveHanging(response);
}

/** A URL without authorization needs both: docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
const urlActions = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'] as const;

const isOpen = ({ host, functionArn }: UrlTarget): boolean =>
  urlActions.every(action =>
    host.functionPolicies.allows({ functionArn, action, urlAuthType: 'NONE' }),
  );

function refuseForbidden(response: ServerResponse): void {
  response.setHeader('x-amzn-errortype', 'AccessDeniedException');
  refuse(response, 403, 'Forbidden');
}

/**
 * An answer whose stream ended without a byte never ends on AWS: its reader waits for up to 16
 * minutes: aws-lambda-nodejs-runtime-interface-client#95.
 */
function leaveHanging(response: ServerResponse): void {
  const end = setTimeout(() => response.destroy(), hangingMs);
  response.once('close', () => clearTimeout(end));
}

async function createUrl(
  properties: z.output<typeof urlProperties>,
  { logicalId }: DeclaredResource,
  host: Host,
  pace: StreamPace,
): Promise<RunningResource> {
  const functionArn = properties.TargetFunctionArn;
  const target: UrlTarget = {
    host,
    logicalId,
    functionArn,
    pace,
    streams: properties.InvokeMode === 'RESPONSE_STREAM',
    cors: properties.Cors,
  };
  // Pages call function URLs: by the CORS configuration, and by what the function says to an origin.
  const rule = { allowedHosts: host.allowedHosts, answersPages: true };
  const server = createLocalServer(rule, {
    request: (request, response) => {
      countRequest(response, functionArn, host.metrics);
      answer(target, request, response).catch((error: unknown) => {
        host.log.error(`${logicalId}: ${error instanceof Error ? error.message : String(error)}`);
        refuse(response, 502, 'Internal Server Error');
      });
    },
  });
  const port = await listenLocally(server, host.nextPort());
  return {
    ref: functionArn,
    attributes: { FunctionArn: functionArn, FunctionUrl: `http://127.0.0.1:${port}/` },
    stop: () => closeServer(server),
  };
}

/** AWS::Lambda::Url: one HTTP server per URL. */
export const lambdaUrlKind = (pace: StreamPace): ResourceKind =>
  resourceKind({
    type: 'AWS::Lambda::Url',
    properties: urlProperties,
    create: (properties, declared, host) => createUrl(properties, declared, host, pace),
  });

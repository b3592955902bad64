import type { Writable } from 'node:stream';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { createDocumentClient } from '../adapters/dynamodb/document-client.ts';
import { createLogger } from '../adapters/telemetry/logger.ts';
import { createTelemetry } from '../adapters/telemetry/telemetry.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createManagementPorts } from './management-ports.ts';
import { requestOf } from './request.ts';
import { writeAnswer } from './write-answer.ts';

/** Nobody waits for it: the answer has left by then. */
const telemetryBoundMs = 3_000;

const config = readConfig();
const logger = createLogger('management');
const client = createDocumentClient();
const telemetry = createTelemetry(config, { client, logger, boundMs: telemetryBoundMs });
const app = createApp(createManagementPorts(config, { client, logger, telemetry }));

/** One request of the management API: answered first, then followed by what is written about it. */
export const handler = awslambda.streamifyResponse(
  async (event: APIGatewayProxyEventV2, responseStream: Writable, lambdaContext: Context) => {
    logger.appendKeys({ requestId: lambdaContext.awsRequestId });
    const answer = await app.fetch(requestOf(event), { event, lambdaContext });
    await writeAnswer(responseStream, answer);
    await telemetry.settled();
  },
);

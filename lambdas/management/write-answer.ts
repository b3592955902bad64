import type { Writable } from 'node:stream';
import type { APIGatewayProxyResult } from 'hono/aws-lambda';

/**
 * Sends a finished answer down a streaming function URL, so that the caller has it while the function
 * still writes what comes after. Status and headers leave with the first byte
 * (aws-lambda-nodejs-runtime-interface-client#95), so every answer has a body.
 */
export function writeAnswer(responseStream: Writable, answer: APIGatewayProxyResult): void {
  const { statusCode, headers = {}, cookies = [], body, isBase64Encoded } = answer;
  const stream = awslambda.HttpResponseStream.from(responseStream, {
    statusCode,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
  });
  stream.write(isBase64Encoded ? Buffer.from(body, 'base64') : body);
  stream.end();
}

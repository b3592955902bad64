import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { StreamHttpRequest } from '../adapters/streams/stream-http-request.ts';

/** The request that an event of a function URL stands for. `requestId` is that of the invocation. */
export function urlRequest(event: APIGatewayProxyEventV2, requestId: string): StreamHttpRequest {
  const { headers, cookies = [], rawQueryString } = event;
  const { method, path, sourceIp, userAgent = '' } = event.requestContext.http;
  return { method, path, headers, cookies, rawQueryString, sourceIp, userAgent, requestId };
}

import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The event of a function URL, as AWS would make it of this request. */
export function urlEvent(
  method: string,
  target: string,
  changes: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 {
  const [rawPath = '/', rawQueryString = ''] = target.split('?');
  const domainName = 'id.lambda-url.us-east-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    isBase64Encoded: false,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'id',
      domainName,
      domainPrefix: 'id',
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.7',
        userAgent: 'test',
      },
      requestId: 'of-the-url',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:12:00:00 +0000',
      timeEpoch: 1_795_262_400_000,
    },
    ...changes,
    headers: { host: domainName, 'x-forwarded-proto': 'https', ...changes.headers },
  };
}

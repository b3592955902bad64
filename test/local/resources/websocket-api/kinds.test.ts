import { webSocketApiKinds } from '../../../../local/resources/websocket-api/kinds.ts';
import { createTestHost } from '../../test-host.ts';

const kinds = new Map(webSocketApiKinds().map(kind => [kind.type, kind]));
const host = createTestHost();

async function create(type: string, properties: Record<string, unknown>) {
  const kind = kinds.get(`AWS::ApiGatewayV2::${type}`);
  if (kind === undefined) throw new Error(`no kind ${type}`);
  return kind.create({ logicalId: 'Thing', type: kind.type, properties }, host);
}

const uri =
  'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:f/invocations';

test('an API has the same id and the URL of its port in each run', async () => {
  const properties = {
    ProtocolType: 'WEBSOCKET',
    RouteSelectionExpression: '$request.body.action',
  };
  const api = await create('Api', properties);
  expect(api.ref).toMatch(/^[0-9a-f]{10}$/);
  const domain = `${api.ref}.execute-api.us-east-1.amazonaws.com`;
  expect(api.attributes).toEqual({ ApiId: api.ref, ApiEndpoint: `wss://${domain}` });
  expect(host.hostNames.get(`wss://${domain}`)).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  expect(host.hostNames.get(`https://${domain}`)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const again = await create('Api', properties);
  expect(again.ref).toBe(api.ref);
  await api.stop?.();
  await again.stop?.();
});

test.each([
  ['Api', { ProtocolType: 'HTTP' }, /ProtocolType: expected WEBSOCKET.*received "HTTP"/],
  [
    'Api',
    { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.header.x' },
    /expected \$request\.body\.NAME; received "\$request\.header\.x"/,
  ],
  [
    'Integration',
    { ApiId: 'a', IntegrationType: 'MOCK', IntegrationUri: uri },
    /IntegrationType: expected AWS_PROXY.*received "MOCK"/,
  ],
  [
    'Integration',
    { ApiId: 'a', IntegrationType: 'AWS_PROXY', IntegrationUri: 'https://example.com' },
    /IntegrationUri: expected the invocation URI of a function; received "https:\/\/example\.com"/,
  ],
  [
    'Authorizer',
    { ApiId: 'a', AuthorizerType: 'REQUEST', AuthorizerUri: uri, IdentitySource: ['token'] },
    /IdentitySource\.0: expected route\.request\.header\.NAME .*; received "token"/,
  ],
  [
    'Route',
    { ApiId: 'unknown', RouteKey: '$connect' },
    /^Thing: expected the ApiId of an API of this template; received unknown$/,
  ],
])('%s %j is refused, saying what was expected', async (type, properties, message) => {
  await expect(create(type, properties)).rejects.toThrow(message);
});

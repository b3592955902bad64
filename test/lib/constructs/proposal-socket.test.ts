import { readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();

function routes() {
  return Object.fromEntries(
    Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [
      Properties.RouteKey,
      Properties,
    ]),
  );
}

describe('the bettors’ socket', () => {
  it('has the three routes of the protocol, and a token is asked for on the first', () => {
    const found = routes();
    expect(Object.keys(found).sort()).toEqual(['$connect', '$default', '$disconnect']);
    expect(found.$connect?.AuthorizationType).toBe('CUSTOM');
    expect(readable(found.$connect?.AuthorizerId)).toMatch(/^\{ProposalSocketApiAuthorizer/);
    expect(found.$default?.AuthorizationType).toBe('NONE');
    expect(found.$disconnect?.AuthorizationType).toBe('NONE');
  });

  it('leaves it to the authorizer where the token stands', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: [],
    });
  });

  it('sends back what the function returns for a frame, and for nothing else', () => {
    const [response, ...others] = Object.values(
      template.findResources('AWS::ApiGatewayV2::RouteResponse'),
    );
    expect(others).toEqual([]);
    expect(readable(response?.Properties.RouteId)).toMatch(/^\{ProposalSocketApidefaultRoute/);
    expect(routes().$default?.RouteResponseSelectionExpression).toBe('$default');
  });

  it('may invoke its function for every route', () => {
    const sources = Object.values(template.findResources('AWS::Lambda::Permission'))
      .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com')
      .map(({ Properties }) => readable(Properties.SourceArn).split('/').at(-1));
    expect(sources.sort()).toEqual(
      [
        '*$connect',
        '*$default',
        '*$disconnect',
        expect.stringMatching(/^\{ProposalSocketApiAuthorizer\w+\}$/),
      ].sort(),
    );
  });

  it('is made one part after the other, the stage last', () => {
    const { Resources } = template.toJSON();
    const parts = Object.entries<{ Type: string; DependsOn?: string | string[] }>(Resources).filter(
      ([, { Type }]) => Type.startsWith('AWS::ApiGatewayV2::') && Type !== 'AWS::ApiGatewayV2::Api',
    );
    const ids = new Set(parts.map(([id]) => id));
    const before = new Map(
      parts.map(([id, { DependsOn = [] }]) => [id, [DependsOn].flat().filter(on => ids.has(on))]),
    );
    const chain: string[] = [];
    for (let id = parts.find(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Stage')?.[0]; id; ) {
      chain.unshift(Resources[id].Type.split('::').at(-1));
      [id] = before.get(id) ?? [];
    }
    expect(chain).toEqual([
      'Authorizer',
      ...['Integration', 'Integration', 'Integration'],
      ...['Route', 'Route', 'Route'],
      'RouteResponse',
      'Stage',
    ]);
    // Nothing stands beside the chain, and nothing in it has two ways.
    expect([...before.values()].map(({ length }) => length).sort()).toEqual([
      ...[0, 1, 1, 1, 1, 1, 1, 1, 1],
    ]);
  });

  it('is deployed by itself to the stage live, with a bound on messages', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: 'live',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 1_000 },
    });
  });

  it.each(['proposal-socket', 'proposal-courier'])('gives %s the URL to post to', name => {
    const found = Object.values(template.findResources('AWS::Lambda::Function')).find(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === name,
    );
    const { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: url } =
      found?.Properties.Environment.Variables ?? {};
    expect(readable(url)).toMatch(
      /^https:\/\/\{ProposalSocketApi\w+\}\.execute-api\.\{AWS::Region\}\.\{AWS::URLSuffix\}\/live$/,
    );
  });
});

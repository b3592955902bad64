import type { Template } from 'aws-cdk-lib/assertions';
import { channels } from '../../../core/channel/channels.ts';
import { dashboardOrigin, readable } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

let web: Template;
beforeAll(() => {
  web = synthesize({ sseHost: 'web-function' });
});

type Resources = Readonly<Record<string, { readonly Type: string }>>;
const resourcesOf = (template: Template): Resources => template.toJSON().Resources;

const domain = '{StreamServerFunctionEndpointAA0D9F68.DomainName}';

describe('the Web Function that holds streams', () => {
  it('serves every channel, and several at once, at paths of one domain under the same outputs', () => {
    const { Outputs } = web.toJSON();
    const urls = channels.map(({ name, title }) => [
      readable(Outputs[`${title}ChannelUrl`].Value),
      `https://${domain}/${name}`,
    ]);
    expect(urls).toHaveLength(11);
    for (const [url, expected] of urls) expect(url).toBe(expected);
    expect(readable(Outputs.LiveUrl.Value)).toBe(`https://${domain}/live`);
    expect(Outputs.SseHost.Value).toBe('web-function');
    // But for the functions behind them, which operators look for by name.
    const ofStreams = /^(\w+Channel|StreamServer)(FunctionName|LogGroupName)$/;
    const forClients = (outputs: object) =>
      Object.keys(outputs).filter(key => !ofStreams.test(key));
    expect(forClients(Outputs)).toEqual(forClients(synthesize().toJSON().Outputs));
  });

  it('stands in for the functions with URLs: neither host is in the template of the other', () => {
    const urls = resourcesOf(synthesize());
    const webs = resourcesOf(web);
    const types = (of: Resources, other: Resources) =>
      new Set(Object.entries(of).flatMap(([id, { Type }]) => (id in other ? [] : [Type])));
    expect(types(urls, webs)).toEqual(
      new Set([
        'AWS::CloudWatch::Alarm',
        'AWS::Logs::LogGroup',
        'AWS::IAM::Role',
        'AWS::IAM::Policy',
        'AWS::Lambda::Function',
        'AWS::Lambda::Url',
        'AWS::Lambda::Permission',
      ]),
    );
    const onlyUrls = Object.keys(urls).filter(id => !(id in webs));
    expect(onlyUrls).toHaveLength(12 * 8);
    expect(onlyUrls.filter(id => !/^(Monitoring)?\w+Channel(Function|Errors)/.test(id))).toEqual(
      [],
    );
    const onlyWeb = Object.keys(webs).filter(id => !(id in urls));
    const parts = /^(StreamServer|AWSCDKWebFunctionAssetBucket|CustomS3(AutoDelete|ObjectCopy))/;
    expect(onlyWeb.filter(id => !parts.test(id))).toEqual([]);
    web.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'channel-stream' } } },
      0,
    );
  });

  it('says its bounds on purpose, and loads the bundle by its name', () => {
    web.hasResourceProperties('AWS::Lambda::WebFunctionRevision', {
      BuildConfig: { RuntimeConfig: { Runtime: 'nodejs24.x' } },
      ServiceConfig: {
        TimeoutSeconds: 900,
        MaxConcurrencyPerEnvironment: 128,
        EnvironmentVariables: { AWS_LAMBDA_NODEJS_ENTRYPOINT: 'index.mjs' },
      },
    });
    web.hasResourceProperties('AWS::Lambda::WebFunctionEndpoint', {
      AuthType: 'ApplicationManaged',
      EndpointType: 'HomeRegion',
    });
  });

  it('has a name for each region, because a name counts in all regions of an account', () => {
    const [found] = Object.values(web.findResources('AWS::Lambda::WebFunction'));
    expect(readable(found?.Properties.FunctionName)).toBe(
      'GalloBetsRealtime-streams-{AWS::Region}',
    );
  });

  it('is not revised before what it needs is granted', () => {
    const [revision] = Object.values(web.findResources('AWS::Lambda::WebFunctionRevision'));
    expect(revision?.DependsOn).toEqual(
      expect.arrayContaining([expect.stringMatching(/^StreamServerFunctionRoleDefaultPolicy/)]),
    );
  });

  it('gets what the settings say, the dashboard’s origin among those it lets in', () => {
    const set = synthesize({
      sseHost: 'web-function',
      streamLifetimeSeconds: '60',
      tailPollMs: '100',
      streamsPerUser: '3',
      allowedOrigins: 'https://a.example',
    });
    set.hasResourceProperties('AWS::Lambda::WebFunctionRevision', {
      ServiceConfig: {
        EnvironmentVariables: {
          POWERTOOLS_SERVICE_NAME: 'stream-server',
          NODE_OPTIONS: '--enable-source-maps',
          STREAM_LIFETIME_SECONDS: '60',
          TAIL_POLL_MS: '100',
          STREAMS_PER_USER: '3',
          ALLOWED_ORIGINS: { 'Fn::Join': ['', ['https://a.example,', dashboardOrigin]] },
        },
      },
    });
  });

  it('keeps its log for a month and not after the stack, as does what copies its code', () => {
    const logs = Object.entries(web.findResources('AWS::Logs::LogGroup')).filter(([id]) =>
      id.startsWith('StreamServer'),
    );
    expect(logs).toHaveLength(2);
    for (const [, { Properties, DeletionPolicy }] of logs) {
      expect({ Properties, DeletionPolicy }).toEqual({
        Properties: { RetentionInDays: 30 },
        DeletionPolicy: 'Delete',
      });
    }
    // No other log group has the CDK's two years.
    for (const { Properties } of Object.values(web.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(30);
    }
  });

  it('takes the tokens of an OIDC provider, and reads the secret of SSE tokens only', () => {
    const provider = {
      jwksUri: 'https://login.example.com/jwks.json',
      jwtIssuer: 'https://login.example.com/',
      jwtAudience: 'gallobets',
    };
    const set = synthesize({ sseHost: 'web-function', ...provider });
    const [revision] = Object.values(set.findResources('AWS::Lambda::WebFunctionRevision'));
    const variables = revision?.Properties.ServiceConfig.EnvironmentVariables;
    expect(variables).toMatchObject({
      JWKS_URI: provider.jwksUri,
      SSE_TOKEN_SECRET_ARN: { Ref: 'SseTokenSecret' },
    });
    expect(variables).not.toHaveProperty('JWT_SECRET_ARN');
  });

  it('looks like this, apart from what both hosts have', () => {
    const urls = resourcesOf(synthesize());
    const own = Object.entries(resourcesOf(web)).filter(([id]) => !(id in urls));
    const masked = JSON.stringify(own.sort()).replaceAll(/[0-9a-f]{64}/g, '<asset hash>');
    expect(JSON.parse(masked)).toMatchSnapshot();
  });
});

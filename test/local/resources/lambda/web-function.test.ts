import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { startHost } from '../../../../local/host.ts';
import { allow, lambdaRole } from '../../iam/strict-resources.ts';
import { runAssembly } from '../../running-host.ts';
import { listening, type TestWebFunction, webAssembly } from '../../web-function/web-assembly.ts';

// What is validated here is the host.
process.env.CDK_VALIDATION = 'false';

const source = `${listening} listen((_, response) => response.end(process.env.GREETING));`;

/** Starts a stack of one Web Function, as a deployment would; what it answers. */
async function deploy(tiny: Partial<TestWebFunction>): Promise<string> {
  const host = await runAssembly(webAssembly({ source, ...tiny }));
  try {
    return await (await fetch(host.outputs.Url ?? '')).text();
  } finally {
    await host.stop();
  }
}

// A synthesis takes seconds of its own on a busy machine.
const patientMs = 120_000;

test(
  'what the CDK synthesizes runs, and its outputs lead to it',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'web-function-'));
    const code = join(directory, 'code');
    const outdir = join(directory, 'cdk.out');
    const app = new App({ outdir, analyticsReporting: false });
    writeFileSyncIn(code, 'index.js', source);
    const stack = new Stack(app, 'Web');
    const streams = new lambda.WebFunction(stack, 'Streams', {
      code: lambda.WebFunctionCode.fromAssetToManagedBucket(code),
      runtime: lambda.WebFunctionRuntime.NODEJS_24_X,
      defaultEndpointAuth: lambda.WebFunctionAuthType.APPLICATION_MANAGED,
      timeout: Duration.seconds(900),
      maxConcurrencyPerEnvironment: 128,
      environment: { GREETING: 'hola' },
      tags: { Stage: 'test' },
    });
    new CfnOutput(stack, 'FightsUrl', { value: `https://${streams.endpoint.domainName}/fights` });
    const { directory: assemblyDirectory } = app.synth();
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const engine = { endpoint: 'http://127.0.0.1:9', stop: async () => {} };
    const host = await startHost({ assemblyDirectory, port: 0, engine, log });
    try {
      expect(host.outputs.FightsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/fights$/);
      expect(await (await fetch(host.outputs.FightsUrl ?? '')).text()).toBe('hola');
      // What the copy of the code needs was used: CDK grants the rest to its own functions.
      const used = host.iamUsage().flatMap(({ grants }) => grants.filter(({ uses }) => uses > 0));
      expect(used.map(({ action }) => action).sort()).toEqual(['s3:GetObject', 's3:PutObject']);
    } finally {
      await host.stop();
      rmSync(directory, { recursive: true });
    }
  },
  patientMs,
);

function writeFileSyncIn(directory: string, name: string, content: string): void {
  mkdirSync(directory);
  writeFileSync(join(directory, name), content);
}

test.each<[string, Partial<TestWebFunction>, string]>([
  [
    'more than 128 requests at once',
    { service: { MaxConcurrencyPerEnvironment: 129 } },
    'ServiceConfig.MaxConcurrencyPerEnvironment: expected 1 to 128; received 129',
  ],
  ['no request at once', { service: { MaxConcurrencyPerEnvironment: 0 } }, 'expected 1 to 128'],
  [
    '2 seconds',
    { service: { TimeoutSeconds: 2 } },
    'TimeoutSeconds: expected 3 to 900; received 2',
  ],
  ['more than 15 minutes', { service: { TimeoutSeconds: 901 } }, 'expected 3 to 900; received 901'],
  [
    'a variable that Lambda sets itself',
    { variables: { AWS_LAMBDA_HTTP_ENDPOINT: '0.0.0.0:3000' } },
    'EnvironmentVariables.AWS_LAMBDA_HTTP_ENDPOINT: Lambda sets this variable itself and takes no other value',
  ],
  [
    'more than 32 KB of variables',
    { service: { EnvironmentVariables: { BIG: 'x'.repeat(32 * 1024) } } },
    'EnvironmentVariables: expected at most 32768 bytes together, received 32778',
  ],
  [
    'an entry that is not there',
    { variables: { AWS_LAMBDA_NODEJS_ENTRYPOINT: 'server.js' } },
    'Revision: no module server.js in ',
  ],
  [
    'a network of its own',
    { service: { EgressNetworkConnectorArn: 'arn' } },
    'does not know the property ServiceConfig.EgressNetworkConnectorArn',
  ],
  [
    'signatures asked for',
    { endpoint: { AuthType: 'IamAuth' } },
    'the local host checks no IAM signatures: expected ApplicationManaged',
  ],
  [
    'several Regions',
    { endpoint: { EndpointType: 'MultiRegion' } },
    'the local host is one Region: expected HomeRegion',
  ],
  [
    'one environment',
    { endpoint: { ScalingConfig: { MaxEnvironments: 1 } } },
    'expected 2 to 10000; received 1',
  ],
  [
    'too many requests a second',
    { endpoint: { ThrottleConfig: { RateLimit: 10_001 } } },
    'expected 0 to 10000; received 10001',
  ],
  [
    'a part of the traffic',
    {
      endpoint: {
        RevisionWeights: [
          { RevisionId: 'one', Weight: 50 },
          { RevisionId: 'two', Weight: 50 },
        ],
      },
    },
    'the local host runs one revision of an endpoint',
  ],
  [
    'a revision of nobody',
    { endpoint: { RevisionWeights: [{ RevisionId: 'one', Weight: 100 }] } },
    'Endpoint: Streams has no revision one in this template',
  ],
  [
    'a function of nobody',
    { endpoint: { FunctionName: 'Other' } },
    'Endpoint: this template makes no Web Function Other',
  ],
])('a Web Function with %s is refused', async (_, tiny, message) => {
  await expect(deploy(tiny)).rejects.toThrow(message);
});

test('variables up to 32 KB together are taken', async () => {
  const GREETING = 'x'.repeat(
    32 * 1024 - 15 - '"AWS_LAMBDA_NODEJS_ENTRYPOINT":"index.mjs",'.length,
  );
  const variables = { AWS_LAMBDA_NODEJS_ENTRYPOINT: 'index.mjs', GREETING };
  expect(Buffer.byteLength(JSON.stringify(variables))).toBe(32_768);
  expect(await deploy({ service: { EnvironmentVariables: variables } })).toBe(GREETING);
});

describe('the code of a Web Function', () => {
  const versionless = { Code: { Type: 'AWS::S3::Bucket', Properties: {} } };
  const readers = (Action: string, Condition: object) => ({
    CodePolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Code' },
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action,
              Resource: {
                'Fn::Join': ['', [{ 'Fn::GetAtt': ['Code', 'Arn'] }, '/web-function/*']],
              },
              Condition,
            },
          ],
        },
      },
    },
  });
  const ofAccount = (account: string) => ({ StringEquals: { 'aws:SourceAccount': account } });

  test('may be read by Lambda for this account', async () => {
    const resources = readers('s3:GetObject*', ofAccount('000000000000'));
    expect(await deploy({ resources, variables: { GREETING: 'hola' } })).toBe('hola');
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'lies in a bucket without versions',
      versionless,
      'Enable versioning on the destination bucket.',
    ],
    [
      'may be read by Lambda without its version',
      readers('s3:GetObject', ofAccount('000000000000')),
      'Revision: lambda.amazonaws.com does not have s3:GetObjectVersion on arn:aws:s3:::tiny-code/web-function/',
    ],
    [
      'may be read by Lambda for somebody else',
      readers('s3:GetObject*', ofAccount('111111111111')),
      'Revision: lambda.amazonaws.com does not have s3:GetObject on arn:aws:s3:::tiny-code/web-function/',
    ],
    [
      'has a condition that nobody understands',
      readers('s3:GetObject*', { Bool: { 'aws:ViaAWSService': 'true' } }),
      'CodePolicy: statement 1 of its PolicyDocument: expected one that refuses requests without TLS',
    ],
    [
      'is copied by a function whose role may not write',
      {
        CopyRole: lambdaRole([allow('s3:GetObject', '*')]),
        Copies: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Bucket: 'assets', S3Key: 'copies.zip' },
            Handler: 'index.handler',
            Runtime: 'nodejs24.x',
            Role: { 'Fn::GetAtt': ['CopyRole', 'Arn'] },
          },
        },
      },
      'is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::tiny-code/web-function/',
    ],
  ])('that %s is refused as by a deployment', async (_, resources, message) => {
    await expect(deploy({ resources })).rejects.toThrow(message);
  });
});

describe('the role of a Web Function', () => {
  const asking = `${listening}
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
    listen(async (_, response) => {
      console.error('asking');
      const answer = await fetch(AWS_ENDPOINT_URL, {
        method: 'POST',
        headers: {
          'x-amz-target': 'AmazonSSM.GetParameter',
          authorization: \`AWS4-HMAC-SHA256 Credential=\${AWS_ACCESS_KEY_ID}/20261130/us-east-1/ssm/aws4_request\`,
        },
        body: JSON.stringify({ Name: 'word' }),
      });
      response.end(await answer.text());
    });`;
  const parameter = {
    Type: 'AWS::SSM::Parameter',
    Properties: { Name: 'word', Type: 'String', Value: 'hola' },
  };
  const run = (statements: readonly object[], own?: readonly object[]) =>
    runAssembly(
      webAssembly({
        source: asking,
        service: { ExecutionRoleArn: { 'Fn::GetAtt': ['OwnRole', 'Arn'] } },
        resources: {
          Word: parameter,
          OwnRole: lambdaRole(statements, 'lambda.amazonaws.com', [], own),
        },
      }),
    );

  test('decides what it may call', async () => {
    const host = await run([]);
    try {
      expect(await (await fetch(host.outputs.Url ?? '')).text()).toContain('AccessDeniedException');
      await host.logged(/\[Streams1A2B3C4D\] access denied: its role may not ssm:GetParameter/);
    } finally {
      await host.stop();
    }
  });

  test('may call what it was granted, and without a grant has no log', async () => {
    const grant = allow('ssm:GetParameter', 'arn:aws:ssm:us-east-1:000000000000:parameter/word');
    const host = await run([], [grant]);
    try {
      expect(await (await fetch(host.outputs.Url ?? '')).text()).toContain('"Value":"hola"');
      await host.logged(
        /access denied: its role may not logs:CreateLogStream on .*\/aws\/lambda\/web\/Streams/,
      );
      expect(host.lines.filter(line => line.includes('asking'))).toEqual([]);
      const usage = host.iamUsage().find(({ role }) => role === 'OwnRole');
      expect(usage?.actors).toEqual(['Streams1A2B3C4D']);
      expect(usage?.grants.map(({ action, uses }) => [action, uses])).toEqual([
        ['ssm:GetParameter', 1],
      ]);
    } finally {
      await host.stop();
    }
  });
});

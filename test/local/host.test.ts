import { createServer } from 'node:http';
import { startHost } from '../../local/host.ts';
import { runAssembly } from './running-host.ts';
import { functionResource, urlResource } from './tiny-assembly.ts';

const trust = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'lambda.amazonaws.com' },
  },
};
const main = 'export const handler = async () => process.env.TARGET ?? "none";';

test('gives the outputs of the template and the two endpoints', async () => {
  const host = await runAssembly({
    functions: { main },
    sections: { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } },
    resources: {
      Main: functionResource('main', { Environment: { Variables: { TARGET: 'here' } } }),
      Url: urlResource('Main', 'BUFFERED'),
      Skipped: { ...functionResource('main'), Condition: 'Never' },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
    },
    outputs: {
      Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
      RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    },
  });
  try {
    expect(host.stackName).toBe('Tiny');
    expect(Object.keys(host.outputs).toSorted()).toEqual([
      'AwsEndpointUrl',
      'DynamoDbEndpoint',
      'RoleArn',
      'Url',
    ]);
    expect(host.outputs.RoleArn).toBe('arn:aws:iam::000000000000:role/Tiny-Role');
    expect(host.outputs.DynamoDbEndpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(host.outputs.Url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(host.outputs.Url ?? '')).json()).toBe('here');
  } finally {
    await host.stop();
  }
});

test('refuses a template it does not fully know, naming every such resource', async () => {
  const start = runAssembly({
    functions: { main },
    resources: {
      Bus: { Type: 'AWS::EventsV2::EventBus', Properties: {} },
      Main: functionResource('main', { Layers: ['arn:aws:lambda:layer'] }),
    },
  });
  await expect(start).rejects.toThrow(
    'Bus: the local host does not know the resource type AWS::EventsV2::EventBus\n' +
      'Main: the local host does not know the property Layers of AWS::Lambda::Function',
  );
});

test('a busy port is one line that names the port and the flag, and leaves nothing running', async () => {
  const other = createServer();
  // Below those that systems give out: the one behind it is nobody's either.
  const port = 12_000 + Math.floor(Math.random() * 8_000);
  await new Promise<void>(listening => other.listen(port, '127.0.0.1', () => listening()));
  let engineStops = 0;
  const engine = {
    endpoint: 'http://127.0.0.1:9',
    stop: async () => {
      engineStops += 1;
    },
  };
  try {
    await expect(runAssembly({ resources: {} }, { port, engine })).rejects.toThrow(
      new RegExp(`^Port ${port} is in use\\. .*--port\\.$`),
    );
    expect(engineStops).toBe(1);
  } finally {
    other.close();
  }
});

test('stopping twice is harmless, and closes the URLs', async () => {
  const host = await runAssembly({
    functions: { main },
    resources: { Main: functionResource('main'), Url: urlResource('Main', 'BUFFERED') },
    outputs: { Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } } },
  });
  await fetch(host.outputs.Url ?? '');
  await Promise.all([host.stop(), host.stop()]);
  await expect(fetch(host.outputs.Url ?? '')).rejects.toThrow('fetch failed');
});

test('a directory without an assembly is one clear error', async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const engine = { endpoint: 'http://127.0.0.1:9', stop: async () => {} };
  await expect(startHost({ assemblyDirectory: '/nowhere', port: 0, engine, log })).rejects.toThrow(
    'no cloud assembly in /nowhere: expected a manifest.json',
  );
});

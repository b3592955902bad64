import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type AwsEndpoint, startAwsEndpoint } from '../../../../local/aws-endpoint.ts';
import { ssmParameterKind } from '../../../../local/resources/ssm/ssm-parameter.ts';
import { createTestHost } from '../../test-host.ts';

const declared = (logicalId: string, properties: Record<string, unknown>) => ({
  logicalId,
  type: 'AWS::SSM::Parameter',
  properties,
});

let endpoint: AwsEndpoint;
let client: SSMClient;
const host = createTestHost();

beforeAll(async () => {
  endpoint = await startAwsEndpoint({
    ...host,
    port: 0,
    serviceOf: prefix => host.services.get(prefix),
  });
  client = new SSMClient({
    endpoint: endpoint.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const urls = declared('Urls', { Name: '/shop/urls', Type: 'String', Value: '{"a":1}' });

test('the SDK reads each parameter of the template by name and by ARN', async () => {
  const kind = ssmParameterKind();
  const running = await kind.create(urls, host);
  const unnamed = await kind.create(declared('Other', { Type: 'String', Value: 'x' }), host);

  expect(running).toEqual({ ref: '/shop/urls', attributes: { Type: 'String', Value: '{"a":1}' } });
  expect(unnamed.ref).toBe('CFN-Stack-Other');
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/shop/urls' }));
  expect(Parameter).toMatchObject({
    ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/shop/urls',
    Name: '/shop/urls',
    Type: 'String',
    Value: '{"a":1}',
    Version: 1,
  });
  expect(Parameter?.LastModifiedDate).toBeInstanceOf(Date);
  const byArn = await client.send(new GetParameterCommand({ Name: Parameter?.ARN }));
  expect(byArn.Parameter?.Value).toBe('{"a":1}');
});

test('the right to read one is asked for by its ARN, which has one slash before the name', async () => {
  await ssmParameterKind().create(urls, host);
  const service = host.services.get('AmazonSSM');
  const permissionsFor = (Name: string) =>
    service?.permissions({ operation: 'GetParameter', input: { Name } });
  expect(permissionsFor('/shop/urls')).toEqual([
    {
      action: 'ssm:GetParameter',
      resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/shop/urls',
    },
  ]);
  expect(permissionsFor('nobody')).toEqual([
    { action: 'ssm:GetParameter', resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/nobody' },
  ]);
});

test('a parameter that does not exist is refused as by AWS, and other operations are named', async () => {
  await ssmParameterKind().create(urls, host);
  await expect(client.send(new GetParameterCommand({ Name: 'nobody' }))).rejects.toMatchObject({
    name: 'ParameterNotFound',
  });
  await expect(
    client.send(new PutParameterCommand({ Name: '/shop/urls', Value: 'x' })),
  ).rejects.toThrow(
    'The local host knows the operation GetParameter of ssm; received PutParameter.',
  );
});

test('a value holds 4096 bytes, and not one more', async () => {
  const sized = (bytes: number) =>
    ssmParameterKind().create(declared('Big', { Type: 'String', Value: 'x'.repeat(bytes) }), host);
  await expect(sized(4_096)).resolves.toMatchObject({ ref: 'CFN-Stack-Big' });
  await expect(sized(4_097)).rejects.toThrow('expected at most 4096 bytes');
});

test('a secure string is no type that a template may make', async () => {
  const secure = declared('Secure', { Type: 'SecureString', Value: 'x' });
  await expect(ssmParameterKind().create(secure, host)).rejects.toThrow(
    'expected String or StringList',
  );
});

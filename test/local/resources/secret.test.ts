import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type AwsEndpoint, startAwsEndpoint } from '../../../local/aws-endpoint.ts';
import { secretKind } from '../../../local/resources/secret.ts';
import { createTestHost } from '../test-host.ts';

const declared = (logicalId: string, properties: Record<string, unknown>) => ({
  logicalId,
  type: 'AWS::SecretsManager::Secret',
  properties,
});

const jwtSecret = declared('JwtSecret', {
  Description: 'Signs tokens',
  GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 },
});

let endpoint: AwsEndpoint;
let client: SecretsManagerClient;
const host = createTestHost();

beforeAll(async () => {
  endpoint = await startAwsEndpoint({
    ...host,
    port: 0,
    serviceOf: prefix => host.services.get(prefix),
  });
  client = new SecretsManagerClient({
    endpoint: endpoint.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

test('the SDK reads each secret of the template by ARN and by name', async () => {
  const kind = secretKind();
  const running = await kind.create(jwtSecret, host);
  await kind.create(declared('Fixed', { Name: 'fixed', SecretString: 'known' }), host);

  expect(running.ref).toMatch(
    /^arn:aws:secretsmanager:us-east-1:000000000000:secret:Stack-JwtSecret-[A-Za-z0-9]{6}$/,
  );
  const byArn = await client.send(new GetSecretValueCommand({ SecretId: running.ref }));
  expect(byArn.SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(byArn.VersionStages).toEqual(['AWSCURRENT']);
  expect(byArn.CreatedDate).toBeInstanceOf(Date);
  const byName = await client.send(new GetSecretValueCommand({ SecretId: 'fixed' }));
  expect(byName.SecretString).toBe('known');
  const described = await client.send(new DescribeSecretCommand({ SecretId: running.ref }));
  expect(described).toMatchObject({ Name: 'Stack-JwtSecret', Description: 'Signs tokens' });
});

test('a secret or a stage that does not exist is refused as by AWS', async () => {
  await secretKind().create(declared('Fixed', { SecretString: 'known' }), host);
  const unknown = client.send(new GetSecretValueCommand({ SecretId: 'nobody' }));
  await expect(unknown).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(unknown).rejects.toThrow("Secrets Manager can't find the specified secret.");
  await expect(
    client.send(new GetSecretValueCommand({ SecretId: 'Stack-Fixed', VersionStage: 'OLD' })),
  ).rejects.toThrow("Secrets Manager can't find the specified secret value for staging label: OLD");
});

test('an operation that the host does not know is named', async () => {
  await secretKind().create(declared('Fixed', { SecretString: 'known' }), host);
  await expect(client.send(new ListSecretsCommand({}))).rejects.toThrow(
    'The local host knows the operations GetSecretValue and DescribeSecret of secretsmanager; received ListSecrets.',
  );
});

test('a generated value is new with each start, and kept where the database is kept', async () => {
  const generatedIn = async (statePath?: string) => {
    const started = createTestHost(statePath === undefined ? {} : { statePath });
    const { ref } = await secretKind().create(jwtSecret, started);
    const request = { operation: 'GetSecretValue', input: { SecretId: ref } };
    const answer = await started.services.get('secretsmanager')?.handle(request);
    return (answer as { SecretString: string }).SecretString;
  };
  expect(await generatedIn()).not.toBe(await generatedIn());

  const statePath = mkdtempSync(join(tmpdir(), 'secret-test-'));
  expect(await generatedIn(statePath)).toBe(await generatedIn(statePath));
  expect(statSync(join(statePath, 'secrets', 'Stack-JwtSecret')).mode & 0o777).toBe(0o600);
  rmSync(statePath, { recursive: true });
});

test('a secret without a value is an error that names it', async () => {
  await expect(secretKind().create(declared('Empty', {}), host)).rejects.toThrow(
    'Empty (AWS::SecretsManager::Secret): expected SecretString or GenerateSecretString, received neither',
  );
});

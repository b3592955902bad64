import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type AwsEndpoint, startAwsEndpoint } from '../../../../local/aws-endpoint.ts';
import { secretKind } from '../../../../local/resources/secrets-manager/secret.ts';
import { createTestHost } from '../../test-host.ts';

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
    'The local host knows the operations DescribeSecret, GetSecretValue, ListSecretVersionIds, PutSecretValue, UpdateSecretVersionStage of secretsmanager; received ListSecrets.',
  );
});

describe('a secret that is replaced', () => {
  const SecretId = 'replaced';
  const textOf = async (version: { VersionStage?: string; VersionId?: string }) =>
    (await client.send(new GetSecretValueCommand({ SecretId, ...version }))).SecretString;
  const put = async (SecretString: string, more: object = {}) =>
    await client.send(new PutSecretValueCommand({ SecretId, SecretString, ...more }));
  const move = async (VersionStage: string, from?: string, to?: string) =>
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage,
        ...(from === undefined ? {} : { RemoveFromVersionId: from }),
        ...(to === undefined ? {} : { MoveToVersionId: to }),
      }),
    );
  const labels = async () => {
    const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId }));
    return VersionIdsToStages;
  };
  let first: string;

  beforeEach(async () => {
    await secretKind().create(declared('Fixed', { Name: SecretId, SecretString: 'first' }), host);
    const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId }));
    first = VersionId ?? '';
  });

  test('has its new value as AWSCURRENT and the one before as AWSPREVIOUS', async () => {
    const { VersionId: second = '', VersionStages } = await put('second');
    expect(VersionStages).toEqual(['AWSCURRENT']);
    expect(await textOf({})).toBe('second');
    expect(await textOf({ VersionStage: 'AWSPREVIOUS' })).toBe('first');
    const { VersionId: third = '' } = await put('third');
    expect(await labels()).toEqual({ [second]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
    // Without a label it is still there, by its id.
    expect(await textOf({ VersionId: first })).toBe('first');
    const listed = async (IncludeDeprecated: boolean) => {
      const command = new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated });
      const { Versions = [] } = await client.send(command);
      return Versions.map(({ VersionId, CreatedDate }) => [VersionId, CreatedDate instanceof Date]);
    };
    expect(await listed(false)).toEqual([
      [second, true],
      [third, true],
    ]);
    expect((await listed(true))[0]).toEqual([first, true]);
  });

  test('loses the one before when its label is removed', async () => {
    await put('second');
    await move('AWSPREVIOUS', first);
    await expect(textOf({ VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(
      "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    );
    expect(await textOf({})).toBe('second');
  });

  test('goes back when AWSCURRENT is moved, and AWSPREVIOUS to where that was', async () => {
    const { VersionId: second = '' } = await put('second');
    await move('AWSCURRENT', second, first);
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] });
  });

  test('keeps its labels where a version is put under another one', async () => {
    const { VersionId: waiting = '' } = await put('second', { VersionStages: ['AWSPENDING'] });
    expect(await labels()).toEqual({ [first]: ['AWSCURRENT'], [waiting]: ['AWSPENDING'] });
    expect(await textOf({})).toBe('first');
  });

  test('is replaced once by a request that is sent twice', async () => {
    const ClientRequestToken = 'a-request-of-this-test-0123456789abcdef';
    await put('second', { ClientRequestToken });
    await put('second', { ClientRequestToken });
    expect(await textOf({ VersionStage: 'AWSPREVIOUS' })).toBe('first');
    await expect(put('third', { ClientRequestToken })).rejects.toThrow('already in use');
  });

  test.each([
    [
      'AWSCURRENT',
      undefined,
      'new',
      "RemoveFromVersionId can't be empty. Staging label AWSCURRENT",
    ],
    ['AWSCURRENT', 'first', undefined, "It can't be completely removed."],
    ['AWSPREVIOUS', 'first', undefined, 'must be set to the version that currently has'],
    ['AWSPREVIOUS', 'none', undefined, 'Not a valid version: none'],
  ])('refuses to move %s from %s to %s', async (stage, from, to, message) => {
    const { VersionId = '' } = await put('waiting', { VersionStages: ['AWSPENDING'] });
    const ids: Readonly<Record<string, string>> = { first, new: VersionId };
    const idOf = (name?: string) => (name === undefined ? undefined : (ids[name] ?? name));
    await expect(move(stage, idOf(from), idOf(to))).rejects.toThrow(message);
  });

  test('keeps a hundred versions, those with labels among them', async () => {
    for (let round = 0; round < 105; round += 1) await put(`value ${round}`);
    const { Versions = [] } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId, IncludeDeprecated: true }),
    );
    expect(Versions).toHaveLength(100);
    expect(await textOf({ VersionStage: 'AWSPREVIOUS' })).toBe('value 103');
  });
});

describe('a generated value', () => {
  async function start(statePath?: string) {
    const started = createTestHost(statePath === undefined ? {} : { statePath });
    const { ref } = await secretKind().create(jwtSecret, started);
    const ask = async (operation: string, input: object = {}) =>
      (await started.services
        .get('secretsmanager')
        ?.handle({ operation, input: { SecretId: ref, ...input } })) as { SecretString: string };
    const textOf = async (VersionStage: string) =>
      (await ask('GetSecretValue', { VersionStage })).SecretString;
    return { ask, textOf };
  }
  const generatedIn = async (statePath?: string) =>
    await (await start(statePath)).textOf('AWSCURRENT');
  let statePath: string;

  beforeEach(() => {
    statePath = mkdtempSync(join(tmpdir(), 'secret-test-'));
  });
  afterEach(() => rmSync(statePath, { recursive: true }));

  test('is new with each start, and kept where the database is kept', async () => {
    expect(await generatedIn()).not.toBe(await generatedIn());
    expect(await generatedIn(statePath)).toBe(await generatedIn(statePath));
    expect(statSync(join(statePath, 'secrets', 'Stack-JwtSecret')).mode & 0o777).toBe(0o600);
  });

  test('that was replaced is kept with the one before', async () => {
    const before = await start(statePath);
    const first = await before.textOf('AWSCURRENT');
    await before.ask('PutSecretValue', { SecretString: 'second' });
    const after = await start(statePath);
    expect(await after.textOf('AWSCURRENT')).toBe('second');
    expect(await after.textOf('AWSPREVIOUS')).toBe(first);
  });

  test('that a host of before kept alone is still the one', async () => {
    await generatedIn(statePath);
    writeFileSync(join(statePath, 'secrets', 'Stack-JwtSecret'), 'kept alone');
    expect(await generatedIn(statePath)).toBe('kept alone');
  });
});

test('a secret without a value is an error that names it', async () => {
  await expect(secretKind().create(declared('Empty', {}), host)).rejects.toThrow(
    'Empty (AWS::SecretsManager::Secret): expected SecretString or GenerateSecretString, received neither',
  );
});

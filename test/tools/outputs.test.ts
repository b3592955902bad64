import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountConfig, awsConfig, dynamoDbConfig } from '../../tools/aws-client-config.ts';
import { readOutputs, requireOutput } from '../../tools/outputs.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outputs-test-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const file = join(folder, 'outputs.json');
  await writeFile(file, text);
  return file;
}

test('reads the outputs that `cdk deploy --outputs-file` writes', async () => {
  const file = await fileOf('{"GalloBetsRealtime":{"FightsTableName":"fights"}}');
  expect(await readOutputs(file)).toEqual({ FightsTableName: 'fights' });
});

test('reads those of a stage, beside stacks of others', async () => {
  const file = await fileOf('{"Another":{},"GalloBetsRealtime-staging":{"FightsTableName":"s"}}');
  expect(await readOutputs(file)).toEqual({ FightsTableName: 's' });
});

test('of two stages reads the one that is said, and names both if none is', async () => {
  const file = await fileOf(
    '{"GalloBetsRealtime":{"A":"1"},"GalloBetsRealtime-staging":{"A":"2"},"GalloBetsRealtime-aws":{}}',
  );
  expect(await readOutputs(`${file}#GalloBetsRealtime`)).toEqual({ A: '1' });
  expect(await readOutputs(`${file}#GalloBetsRealtime-staging`)).toEqual({ A: '2' });
  await expect(readOutputs(file)).rejects.toThrow(
    `${file} has outputs of several stacks, GalloBetsRealtime, GalloBetsRealtime-staging; expected one, or ${file}#GalloBetsRealtime, which chooses`,
  );
  await expect(readOutputs(`${file}#GalloBetsRealtime-production`)).rejects.toThrow(
    `${file} has no outputs of GalloBetsRealtime-production; it has GalloBetsRealtime, GalloBetsRealtime-staging, GalloBetsRealtime-aws; expected {"GalloBetsRealtime-production"`,
  );
});

test('a file may have the character in its name', async () => {
  const file = join(folder, 'a#b.json');
  await writeFile(file, '{"GalloBetsRealtime":{"A":"1"}}');
  expect(await readOutputs(file)).toEqual({ A: '1' });
});

test.each([
  ['{', 'is not JSON'],
  [
    '{"Another":{},"More":{}}',
    'outputs.json has no outputs of GalloBetsRealtime; it has Another, More; expected {"GalloBetsRealtime": {"<output>": "<text>", …}}',
  ],
  ['{}', 'outputs.json has no outputs of GalloBetsRealtime; it has nothing by name; expected'],
  ['[]', 'outputs.json has no outputs of GalloBetsRealtime; it has nothing by name; expected'],
  [
    '{"GalloBetsRealtime":null}',
    'GalloBetsRealtime: Invalid input: expected record, received null',
  ],
  [
    '{"GalloBetsRealtime":{"FightsTableName":7}}',
    'GalloBetsRealtime.FightsTableName: Invalid input: expected string, received number; expected',
  ],
])('refuses a file with %s', async (text, message) => {
  await expect(readOutputs(await fileOf(text))).rejects.toThrow(message);
});

test('of a file with many names it lists ten', async () => {
  const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`n${at}`, {}]));
  await expect(readOutputs(await fileOf(JSON.stringify(many)))).rejects.toThrow(
    'it has n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, …; expected',
  );
});

test('names a missing output and those that there are', () => {
  expect(() => requireOutput({ A: '1', B: '2' }, 'C')).toThrow(
    'the outputs have no C; they have A, B',
  );
});

test('local outputs lead to their endpoints with credentials that anyone may have', () => {
  const outputs = { DynamoDbEndpoint: 'http://127.0.0.1:1', AwsEndpointUrl: 'http://127.0.0.1:2' };
  expect(dynamoDbConfig(outputs)).toEqual({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  expect(awsConfig(outputs).endpoint).toBe('http://127.0.0.1:2');
});

test("a deployed stack's outputs lead to its region, and leave all else to the SDK's own chain", () => {
  const JwtSecretArn = 'arn:aws:secretsmanager:sa-east-1:111122223333:secret:JwtSecret-abc';
  expect(dynamoDbConfig({ JwtSecretArn })).toEqual({ region: 'sa-east-1' });
  expect(awsConfig({ JwtSecretArn })).toEqual({ region: 'sa-east-1' });
  expect(awsConfig({ FightsTableName: 'F' })).toEqual({});
});

test.each([
  [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
  [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
])('without outputs %j is the region that npm run deploy takes', async (environment, region) => {
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  expect(await accountConfig({ ...environment, ...keys })).toEqual({
    region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsConfig, dynamoDbConfig } from '../../tools/aws-client-config.ts';
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

test.each([
  ['{', 'is not JSON'],
  ['{"Another":{}}', 'GalloBetsRealtime is not as expected'],
  ['{"GalloBetsRealtime":{"FightsTableName":7}}', 'GalloBetsRealtime.FightsTableName is not as'],
  ['[]', 'the file is not as expected'],
])('refuses a file with %s', async (text, message) => {
  await expect(readOutputs(await fileOf(text))).rejects.toThrow(message);
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

test("a deployed stack's outputs leave everything to the SDK's own chain", () => {
  expect(dynamoDbConfig({})).toEqual({});
  expect(awsConfig({})).toEqual({});
});

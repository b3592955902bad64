import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AwsEndpoint, startAwsEndpoint } from '../../../local/aws-endpoint.ts';
import { s3BucketKind } from '../../../local/resources/s3/s3-bucket.ts';
import { s3Service } from '../../../local/resources/s3/s3-service.ts';
import { createFailedBatchBucket } from '../../../tools/redrive/failed-batch-bucket.ts';
import { createTestHost } from '../../local/test-host.ts';

const arn = 'arn:aws:s3:::stack-failedbatches';

function bucketAt(endpoint: string, changes: object = {}) {
  const pauses: number[] = [];
  const bucket = createFailedBatchBucket({
    bucketName: 'stack-failedbatches',
    region: 'us-east-1',
    credentials: async () => ({ accessKeyId: 'any', secretAccessKey: 'any' }),
    endpoint,
    now: Date.now,
    pause: async ms => pauses.push(ms),
    ...changes,
  });
  return { ...bucket, pauses };
}

async function allOf(keys: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
}

describe('a bucket', () => {
  const host = createTestHost();
  let endpoint: AwsEndpoint;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    const declared = { logicalId: 'FailedBatches', type: 'AWS::S3::Bucket', properties: {} };
    const running = await s3BucketKind.create(declared, host);
    stop = running.stop?.bind(running);
    const service = s3Service(name => host.buckets.get(`arn:aws:s3:::${name}`));
    endpoint = await startAwsEndpoint({
      ...host,
      port: 0,
      serviceOf: () => undefined,
      restServiceOf: name => (name === service.signingName ? service : undefined),
    });
  });
  afterAll(async () => {
    await endpoint.stop();
    await stop?.();
  });

  test('gives the keys of all its pages, an object, and nothing of one that was removed', async () => {
    const bucket = bucketAt(endpoint.endpoint, { pageSize: 2 });
    expect(await allOf(bucket.keys())).toEqual([]);
    const keys = ['a', "b c'(*)", 'd+é', 'e', 'f/g'].map(name => `aws/lambda/${name}`);
    for (const key of keys.toReversed()) await host.bucket(arn).put(key, `text of ${key}`);
    await host.bucket(arn).put('elsewhere', '');
    expect((await allOf(bucket.keys())).toSorted()).toEqual(keys.toSorted());
    for (const key of keys) expect(await bucket.read(key)).toBe(`text of ${key}`);
    for (const key of keys) await bucket.remove(key);
    await bucket.remove(keys[0] ?? '');
    expect(await bucket.read(keys[0] ?? '')).toBeUndefined();
    expect(await allOf(bucket.keys())).toEqual([]);
  });

  test('that is not there is named', async () => {
    const other = bucketAt(endpoint.endpoint, { bucketName: 'other' });
    await expect(other.read('aws/lambda/a')).rejects.toThrow(
      'the bucket other did not answer GET (The specified bucket does not exist)',
    );
  });
});

describe('S3', () => {
  let server: Server;
  let answers: { status: number; body: string }[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { status, body } = answers.shift() ?? { status: 500, body: '' };
      response.writeHead(status).end(body);
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', () => listening()));
  });
  afterAll(() => new Promise(closed => server.close(closed)));
  beforeEach(() => {
    asked.length = 0;
  });
  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const error = (status: number, code: string, message: string) => ({
    status,
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message><RequestId>4442587FB7D0A2F9</RequestId></Error>`,
  });

  test('that is busy is asked again, four times in all', async () => {
    const busy = error(503, 'SlowDown', 'Please reduce your request rate.');
    answers = [busy, busy, busy, { status: 200, body: 'text' }];
    const bucket = bucketAt(endpoint());
    expect(await bucket.read('aws/lambda/a')).toBe('text');
    expect(bucket.pauses).toEqual([400, 800, 1_600]);
    answers = [busy, busy, busy, busy, { status: 200, body: 'text' }];
    await expect(bucket.read('aws/lambda/a')).rejects.toThrow('Please reduce your request rate.');
  });

  test('that refuses says which rights it takes', async () => {
    answers = [error(403, 'AccessDenied', 'Access Denied')];
    await expect(allOf(bucketAt(endpoint()).keys())).rejects.toThrow(
      'the bucket stack-failedbatches did not answer GET (Access Denied); expected credentials that allow s3:ListBucket, s3:GetObject and s3:DeleteObject on it',
    );
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
  test('goes on by the token of a page, whatever characters it has', async () => {
    const page = (keys: readonly string[], more: string) => ({
      status: 200,
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix>aws/lambda/</Prefix>${more}<KeyCount>${keys.length}</KeyCount><MaxKeys>1000</MaxKeys>${keys.map(key => `<Contents><Key>${key}</Key><LastModified>2026-11-21T10:00:00.000Z</LastModified><ETag>"x"</ETag><Size>434234</Size></Contents>`).join('')}</ListBucketResult>`,
    });
    answers = [
      page(
        ['aws/lambda/a%20b', 'aws/lambda/c+d'],
        '<IsTruncated>true</IsTruncated><NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>',
      ),
      page(['aws/lambda/e'], '<IsTruncated>false</IsTruncated>'),
    ];
    expect(await allOf(bucketAt(endpoint()).keys())).toEqual([
      ...['aws/lambda/a b', 'aws/lambda/c d', 'aws/lambda/e'],
    ]);
    expect(asked).toEqual([
      'GET /stack-failedbatches/?list-type=2&max-keys=1000&prefix=aws%2Flambda%2F&encoding-type=url',
      'GET /stack-failedbatches/?list-type=2&max-keys=1000&prefix=aws%2Flambda%2F&encoding-type=url&continuation-token=1ueGcxLPRx1Tr%2FXYExHnhbYLgveDs2J%2Fwm36Hy4vbOwM%3D',
    ]);
  });
});

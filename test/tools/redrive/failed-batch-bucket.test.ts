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
    for (const key of keys) {
      expect(await bucket.read(key)).toEqual({ kind: 'text', text: `text of ${key}` });
    }
    for (const key of keys) await bucket.remove(key);
    await bucket.remove(keys[0] ?? '');
    expect(await bucket.read(keys[0] ?? '')).toEqual({ kind: 'gone' });
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
  let answers: { status: number; body: string; headers?: Record<string, string> }[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const { status, body, headers } = answers.shift() ?? { status: 500, body: '' };
      response.writeHead(status, headers).end(body);
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
    expect(await bucket.read('aws/lambda/a')).toEqual({ kind: 'text', text: 'text' });
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

  test.each([
    [
      'is sealed with a key of somebody else',
      error(403, 'AccessDenied', 'Access Denied'),
      'it cannot be read (Access Denied); expected credentials that allow s3:ListBucket, s3:GetObject and s3:DeleteObject on it',
    ],
    [
      'is sealed with a key that is off',
      error(400, 'KMS.DisabledException', 'key is disabled'),
      'it cannot be read (key is disabled)',
    ],
    [
      'is in an archive',
      error(403, 'InvalidObjectState', 'not valid for its storage class'),
      expect.stringMatching(/^it cannot be read \(not valid for its storage class\)/),
    ],
    [
      'is not packed as it says',
      { status: 200, body: 'text', headers: { 'content-encoding': 'gzip' } },
      // This realm's errors are not fetch's: outside of tests it is what zlib said.
      expect.stringMatching(/^it cannot be read \(\w*Error: /),
    ],
    [
      'has no end',
      { status: 200, body: 'x'.repeat(16_000_001) },
      'it cannot be read (Error: received more than 16000000 bytes, expected a batch)',
    ],
  ])('has an object that %s: that one is unreadable', async (_what, answer, reason) => {
    answers = [answer, answer, answer, answer];
    const object = await bucketAt(endpoint()).read('aws/lambda/a');
    expect(object).toEqual({ kind: 'unreadable', reason });
  });

  test('that does not know who asks ends it', async () => {
    answers = [error(400, 'ExpiredToken', 'The provided token has expired.')];
    await expect(bucketAt(endpoint()).read('aws/lambda/a')).rejects.toThrow(
      'the bucket stack-failedbatches did not answer GET (The provided token has expired.)',
    );
  });

  test.each(['aws/lambda/../../other/a', 'aws/lambda/./a', 'aws/lambda/..'])(
    'is not asked for %s, which a URL makes another key of',
    async key => {
      const bucket = bucketAt(endpoint());
      expect(await bucket.read(key)).toEqual({
        kind: 'unreadable',
        reason: 'a part of its key is . or .., which no URL keeps',
      });
      await expect(bucket.remove(key)).rejects.toThrow('no URL leads to');
      expect(asked).toEqual([]);
    },
  );

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

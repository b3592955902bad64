import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3BucketKind } from '../../../../local/resources/s3/s3-bucket.ts';
import { createTestHost } from '../../test-host.ts';

const declared = { logicalId: 'FailedBatches', type: 'AWS::S3::Bucket', properties: {} };
const arn = 'arn:aws:s3:::stack-failedbatches';

test('what is put lies in a file, and a warning says where', async () => {
  const statePath = mkdtempSync(join(tmpdir(), 'bucket-test-'));
  const host = createTestHost({ statePath });
  const running = await s3BucketKind.create(declared, host);
  expect(running).toMatchObject({ ref: 'stack-failedbatches', attributes: { Arn: arn } });

  await host.bucket(arn).put('aws/lambda/batch-1', '{"records":[]}');
  const file = join(statePath, 'buckets/stack-failedbatches/aws/lambda/batch-1');
  expect(readFileSync(file, 'utf8')).toBe('{"records":[]}');
  expect(host.logged).toEqual([
    `warn: bucket stack-failedbatches: aws/lambda/batch-1 was put, at ${file}`,
  ]);
  await running.stop?.();
  expect(existsSync(file)).toBe(true);
  rmSync(statePath, { recursive: true });
});

test('without a state path nothing is left after stopping', async () => {
  const host = createTestHost();
  const running = await s3BucketKind.create(declared, host);
  await host.bucket(arn).put('batch-1', '{}');
  const file = host.logged[0]?.split(', at ')[1] ?? '';
  expect(existsSync(file)).toBe(true);
  await running.stop?.();
  await running.stop?.();
  expect(existsSync(file)).toBe(false);
});

test('a key cannot lead out of the bucket', async () => {
  const host = createTestHost();
  const running = await s3BucketKind.create(declared, host);
  await expect(host.bucket(arn).put('../elsewhere', '{}')).rejects.toThrow(
    'the key "../elsewhere" leads out of the bucket stack-failedbatches',
  );
  await running.stop?.();
});

test('its objects are listed in the order of their bytes, read and removed', async () => {
  const host = createTestHost();
  const running = await s3BucketKind.create(declared, host);
  const bucket = host.bucket(arn);
  expect(await bucket.keys()).toEqual([]);
  const keys = ['aws/lambda/b', 'aws/lambda/a/c', 'aws-1', 'é', 'z'];
  for (const key of keys) await bucket.put(key, `text of ${key}`);
  expect(await bucket.keys()).toEqual(['aws-1', 'aws/lambda/a/c', 'aws/lambda/b', 'z', 'é']);
  expect(await bucket.get('é')).toBe('text of é');
  expect(await bucket.get('aws')).toBeUndefined();
  expect(await bucket.get('aws-1/x')).toBeUndefined();
  await bucket.remove('é');
  await bucket.remove('é');
  expect(await bucket.get('é')).toBeUndefined();
  await running.stop?.();
});

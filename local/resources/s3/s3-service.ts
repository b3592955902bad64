import { randomUUID } from 'node:crypto';
import type { Permission } from '../../contract/access-control.ts';
import type { BucketStore } from '../../contract/host.ts';
import type { RestAnswer, RestRequest, RestService } from '../../contract/rest-service.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const maxKeysOfPage = 1_000;

/**
 * What is done to the objects of a bucket by hand, with the bucket in the path: `ListObjectsV2`,
 * `GetObject` and `DeleteObject`. Anything else of S3's API is refused.
 */
export function s3Service(bucketOf: (name: string) => BucketStore | undefined): RestService {
  async function handle(request: RestRequest): Promise<RestAnswer> {
    const { method, query } = request;
    const [name = '', key] = placeOf(request);
    const bucket = bucketOf(name);
    if (bucket === undefined) {
      return refusal(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    if (method === 'GET' && key === undefined && query.get('list-type') === '2') {
      return await list(name, bucket, query);
    }
    if (method === 'GET' && key !== undefined && query.size <= 1) {
      const body = await bucket.get(key);
      if (body !== undefined) return { status: 200, headers: headersOf('text/plain'), body };
      return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    if (method === 'DELETE' && key !== undefined) {
      await bucket.remove(key);
      return { status: 204, headers: headersOf('application/xml'), body: '' };
    }
    const message = `The local host serves ListObjectsV2, GetObject and DeleteObject; received ${method} /${request.path.join('/')}.`;
    return refusal(501, 'NotImplemented', message);
  }

  return { signingName: 's3', accessDeniedCode: 'AccessDenied', permissions, handle, refusal };
}

async function list(
  name: string,
  bucket: BucketStore,
  query: URLSearchParams,
): Promise<RestAnswer> {
  const prefix = query.get('prefix') ?? '';
  const asked = Number(query.get('max-keys') ?? maxKeysOfPage);
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  // In the order of their bytes, as S3 has them.
  const keys = (await bucket.keys()).filter(key => key.startsWith(prefix) && isAfter(key, after));
  const page = keys.slice(0, Math.min(asked, maxKeysOfPage));
  const isTruncated = page.length < keys.length;
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : escaped;
  const next = isTruncated
    ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>`
    : '';
  const contents = page.map(key => `<Contents><Key>${encode(key)}</Key></Contents>`);
  return {
    status: 200,
    headers: headersOf('application/xml'),
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escaped(name)}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  };
}

function isAfter(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
function permissions(request: RestRequest): readonly Permission[] {
  const [name = '', key] = placeOf(request);
  const arn = `arn:aws:s3:::${name}`;
  if (key === undefined) return [{ action: 's3:ListBucket', resource: arn }];
  const action = request.method === 'DELETE' ? 's3:DeleteObject' : 's3:GetObject';
  return [{ action, resource: `${arn}/${key}` }];
}

/** The bucket, and the key of an object in it. */
function placeOf({ path }: RestRequest): readonly [string | undefined, string | undefined] {
  const [name, ...parts] = path;
  const key = parts.join('/');
  return [name, key === '' ? undefined : key];
}

function refusal(status: number, code: string, message: string): RestAnswer {
  return {
    status,
    headers: headersOf('application/xml'),
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped(message)}</Message></Error>`,
  };
}

const headersOf = (type: string) => ({ 'content-type': type, 'x-amz-request-id': randomUUID() });

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

import { createHash, createHmac } from 'node:crypto';

/** Credentials as every AWS client finds them. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request, and who makes it. */
export interface UnsignedRequest {
  readonly method: string;
  /** Its path is encoded as S3 wants it, each part once ({@link encodedPart}). */
  readonly url: URL;
  /** More headers that are signed, in lower case. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  readonly region: string;
  readonly credentials: SigningCredentials;
  /** Unix milliseconds. */
  readonly now: number;
  /** As AWS signs for it. @default s3 */
  readonly service?: string;
  /** @default - none */
  readonly body?: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/**
 * The headers of a request, signed with Signature Version 4: no clients of S3 and CloudWatch Logs are installed
 * for four calls.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signedHeaders(request: UnsignedRequest): Readonly<Record<string, string>> {
  const { method, url, region, credentials, now, service = 's3', body = '' } = request;
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const bodyHash = sha256(body);
  const { sessionToken } = credentials;
  const headers: Record<string, string> = {
    ...request.headers,
    host: url.host,
    'x-amz-content-sha256': bodyHash,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(';');
  const canonical = [
    ...[method, url.pathname, canonicalQuery(url.searchParams)],
    ...names.map(name => `${name}:${headers[name]?.trim()}`),
    ...['', signedNames, bodyHash],
  ].join('\n');
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const toSign = [algorithm, time, scope.join('/'), sha256(canonical)].join('\n');
  const secret = `AWS4${credentials.secretAccessKey}`;
  const key = scope.reduce<string | Buffer>(hmac, secret);
  const signature = hmac(key, toSign).toString('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `${algorithm} Credential=${credentials.accessKeyId}/${scope.join('/')}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encodedPart(name)}=${encodedPart(value)}`)
    .sort()
    .join('&');
}

/** A part of a path or a query: everything but letters, digits and `-._~` as %XX. */
export function encodedPart(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

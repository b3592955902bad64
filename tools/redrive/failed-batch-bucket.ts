import { AppError } from '../../core/wire/app-error.ts';
import { encodedPart, type SigningCredentials, signedHeaders } from '../signed-request.ts';

/** The bucket with batches that were given up, as far as a redrive uses it. */
export interface FailedBatchBucket {
  /** Every key, in the order of S3: that of their bytes. */
  keys(): AsyncGenerator<string>;
  read(key: string): Promise<StoredObject>;
  remove(key: string): Promise<void>;
}

/** What is under a key. What is `unreadable` is so by its own fault, and keeps nobody from the others. */
export type StoredObject =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Where the bucket is, and who asks. */
export interface BucketOptions {
  readonly bucketName: string;
  readonly region: string;
  /** Asked for each request: they may be renewed meanwhile. */
  readonly credentials: () => Promise<SigningCredentials>;
  /** Buckets are paths of it. @default - AWS, where a bucket is a name of the region's S3 */
  readonly endpoint?: string | undefined;
  readonly now: () => number;
  /** Milliseconds. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Keys of one page, at most 1,000. @default 1000 */
  readonly pageSize?: number;
}

/** Everything that Lambda has put there. */
const prefix = 'aws/lambda/';
const maxAttempts = 4;
const firstPauseMs = 200;

/** An invocation has 6 MB at most; as a text within JSON that is longer. */
const maxObjectBytes = 16_000_000;

/** The statuses of what no server has said: no answer, and one that broke off or has no end. */
const noAnswer = 599;
const brokenBody = 598;

/** What S3 says of one object: of a key that is not ours, of an archive. KMS's own begin with `KMS.`. */
const objectFaults = ['AccessDenied', 'InvalidObjectState', 'InvalidRequest', 'MethodNotAllowed'];

const rights = 's3:ListBucket, s3:GetObject and s3:DeleteObject';

/** The bucket over S3's own HTTP. */
export function createFailedBatchBucket(options: BucketOptions): FailedBatchBucket {
  const { bucketName, now, pause, pageSize = 1_000 } = options;

  async function send(method: string, key: string, query: Readonly<Record<string, string>>) {
    const url = urlOf(key, options);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // As it is signed: URLSearchParams writes some characters otherwise.
    url.search = [...url.searchParams].map(pair => pair.map(encodedPart).join('=')).join('&');
    for (let attempt = 1; ; attempt += 1) {
      const answer = await trySend(method, url);
      if (answer.status < 500 || attempt === maxAttempts) return answer;
      await pause(firstPauseMs * 2 ** attempt);
    }
  }

  async function trySend(method: string, url: URL) {
    const { region } = options;
    const credentials = await options.credentials();
    const headers = signedHeaders({ method, url, region, credentials, now: now() });
    let status = noAnswer;
    try {
      const answer = await fetch(url, { method, headers, redirect: 'manual' });
      status = answer.ok ? brokenBody : answer.status;
      return { status: answer.status, text: await boundedText(answer) };
    } catch (cause) {
      const why = cause instanceof Error ? (cause.cause ?? cause) : cause;
      return { status, text: `<Message>${String(why)}</Message>` };
    }
  }

  async function ask(method: string, key: string, query: Readonly<Record<string, string>> = {}) {
    const answer = await send(method, key, query);
    if (answer.status < 300 || isGone(answer)) return answer.text;
    throw new AppError(
      'STORE_UNAVAILABLE',
      `the bucket ${bucketName} did not answer ${method} ${saidIn(answer)}`,
    );
  }

  async function read(key: string): Promise<StoredObject> {
    if (!hasOwnUrl(key)) {
      return { kind: 'unreadable', reason: 'a part of its key is . or .., which no URL keeps' };
    }
    const answer = await send('GET', key, {});
    if (isGone(answer)) return { kind: 'gone' };
    if (answer.status < 300) return { kind: 'text', text: answer.text };
    const code = textOf(answer.text, 'Code') ?? '';
    const isObjects = objectFaults.includes(code) || code.startsWith('KMS.');
    if (isObjects || answer.status === brokenBody) {
      return { kind: 'unreadable', reason: `it cannot be read ${saidIn(answer)}` };
    }
    throw new AppError(
      'STORE_UNAVAILABLE',
      `the bucket ${bucketName} did not answer GET ${saidIn(answer)}`,
    );
  }

  return {
    keys: async function* () {
      const query = { 'list-type': '2', 'max-keys': String(pageSize), prefix };
      let token: string | undefined;
      do {
        const after = token === undefined ? {} : { 'continuation-token': token };
        const page = await ask('GET', '', { ...query, 'encoding-type': 'url', ...after });
        for (const [, key = ''] of page.matchAll(/<Key>([^<]*)<\/Key>/g)) {
          yield decodeURIComponent(unescaped(key).replaceAll('+', ' '));
        }
        token = textOf(page, 'NextContinuationToken');
      } while (token !== undefined);
    },
    read,
    remove: async key => {
      if (!hasOwnUrl(key)) throw new AppError('INPUT_INVALID', `no URL leads to ${key}`);
      await ask('DELETE', key);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const isGone = ({ status, text }: Answer): boolean =>
  status === 404 && textOf(text, 'Code') === 'NoSuchKey';

function saidIn({ status, text }: Answer): string {
  const said = `(${textOf(text, 'Message') ?? `status ${status}`})`;
  return status === 403 ? `${said}; expected credentials that allow ${rights} on it` : said;
}

/** It is unpacked as it says that it is packed, to whatever length. */
async function boundedText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxObjectBytes) {
      throw new Error(`received more than ${maxObjectBytes} bytes, expected a batch`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A URL has such parts resolved before anything is asked: it would be another object's. */
const hasOwnUrl = (key: string): boolean =>
  key.split('/').every(part => part !== '.' && part !== '..');

function urlOf(key: string, { bucketName, region, endpoint }: BucketOptions): URL {
  const path = key.split('/').map(encodedPart).join('/');
  if (endpoint !== undefined) return new URL(`${endpoint}/${bucketName}/${path}`);
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(`https://${bucketName}.s3.${region}.${domain}/${path}`);
}

function textOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

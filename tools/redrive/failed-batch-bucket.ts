import { AppError } from '../../core/wire/app-error.ts';
import { encodedPart, type SigningCredentials, signedHeaders } from '../signed-request.ts';

/** The bucket with batches that were given up, as far as a redrive uses it. */
export interface FailedBatchBucket {
  /** Every key, in the order of S3: that of their bytes. */
  keys(): AsyncGenerator<string>;
  /** An object's text; undefined: it is gone. */
  read(key: string): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

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
    try {
      const answer = await fetch(url, { method, headers, redirect: 'manual' });
      return { status: answer.status, text: await answer.text() };
    } catch (cause) {
      const why = cause instanceof Error ? (cause.cause ?? cause) : cause;
      return { status: 599, text: `<Message>${String(why)}</Message>` };
    }
  }

  async function ask(method: string, key: string, query: Readonly<Record<string, string>> = {}) {
    const answer = await send(method, key, query);
    const isGone = answer.status === 404 && textOf(answer.text, 'Code') === 'NoSuchKey';
    if (answer.status < 300) return answer.text;
    if (isGone) return undefined;
    const said = textOf(answer.text, 'Message') ?? `status ${answer.status}`;
    const expected =
      answer.status === 403 ? `expected credentials that allow ${rights} on it` : undefined;
    throw new AppError(
      'STORE_UNAVAILABLE',
      [`the bucket ${bucketName} did not answer ${method} (${said})`, expected]
        .filter(part => part !== undefined)
        .join('; '),
    );
  }

  return {
    keys: async function* () {
      const query = { 'list-type': '2', 'max-keys': String(pageSize), prefix };
      let token: string | undefined;
      do {
        const after = token === undefined ? {} : { 'continuation-token': token };
        const page = (await ask('GET', '', { ...query, 'encoding-type': 'url', ...after })) ?? '';
        for (const [, key = ''] of page.matchAll(/<Key>([^<]*)<\/Key>/g)) {
          yield decodeURIComponent(unescaped(key).replaceAll('+', ' '));
        }
        token = textOf(page, 'NextContinuationToken');
      } while (token !== undefined);
    },
    read: key => ask('GET', key),
    remove: async key => {
      await ask('DELETE', key);
    },
  };
}

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

import { setTimeout as sleep } from 'node:timers/promises';
import { requireOutput } from '../../../tools/outputs.ts';
import { type Document, documentCheck } from '../../support/document-check.ts';
import type { Target } from './target.ts';

export interface CallOptions {
  readonly token?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, with the content type in `headers`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Takes RATE_LIMITED for an answer, and UNAVAILABLE of what may be repeated. Default: waits as long as it says, and
   * asks again.
   */
  readonly takesRateLimit?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare what came with literals
  readonly body: any;
}

/**
 * The management API of a target. Every answer is held against the API's own OpenAPI document:
 * status, content type and body, and no property that is not declared. What differs is thrown.
 *
 *     const management = await connectManagement(target);
 *     const token = await target.token('ana', 'admin');
 *     const { status, body } = await management.call('GET', '/connections?channel=fights', { token });
 *     await management.call('DELETE', '/users/bea/connections', { token, body: { reason: 'fraud' } });
 */
export interface Management {
  readonly document: Document;
  /** Without a slash at its end. */
  readonly url: string;
  call(method: string, pathAndQuery: string, options?: CallOptions): Promise<Answer>;
}

const maxPauses = 5;

export async function connectManagement(target: Target): Promise<Management> {
  const url = requireOutput(target.outputs, 'ManagementUrl').replace(/\/$/, '');
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const check = documentCheck(document);

  async function ask(method: string, pathAndQuery: string, options: CallOptions): Promise<Answer> {
    const { token, body, text } = options;
    const response = await fetch(`${url}${pathAndQuery}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(text === undefined ? {} : { body: text }),
    });
    const { status, headers } = response;
    const answer = { status, headers, body: parsed(await response.text()) };
    const differences = [
      ...check({
        method,
        path: new URL(response.url).pathname,
        status,
        contentType: headers.get('content-type')?.split(';')[0] ?? 'none',
        body: answer.body,
      }),
      ...missingHeaders(headers, isDocument(pathAndQuery, status)),
    ];
    if (differences.length === 0) return answer;
    const shown = JSON.stringify(answer.body)?.slice(0, 1_000);
    throw new Error(
      `${method} ${pathAndQuery} answered ${status} ${shown}, which is not as the document has it: ${differences.join('; ')}`,
    );
  }

  return {
    document,
    url,
    call: async (method, pathAndQuery, options = {}) => {
      let answer = await ask(method, pathAndQuery, options);
      for (let pause = 1; pause <= maxPauses && !options.takesRateLimit; pause += 1) {
        if (!isToBeAskedAgain(method, options, answer)) break;
        await sleep(Number(answer.headers.get('retry-after')) * 1_000);
        answer = await ask(method, pathAndQuery, options);
      }
      return answer;
    },
  };
}

/** A read that a busy system could not answer changed nothing; of a write nobody knows, but of one with a key. */
function isToBeAskedAgain(method: string, options: CallOptions, { body }: Answer): boolean {
  const { idempotencyKey } = (options.body ?? {}) as { readonly idempotencyKey?: string };
  const key = options.headers?.['idempotency-key'] ?? idempotencyKey;
  const mayRepeat = method === 'GET' || key !== undefined;
  return body.code === 'RATE_LIMITED' || (mayRepeat && body.code === 'UNAVAILABLE');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A document of the API is the same for everyone, and may be kept for a while. */
const isDocument = (pathAndQuery: string, status: number): boolean =>
  status === 200 && /^\/(openapi|asyncapi|events\.schema)\.json$/.test(pathAndQuery);

/** What every answer carries. */
function missingHeaders(headers: Headers, isKept: boolean): string[] {
  const expected = {
    'x-request-id': /^[\w-]{8,}$/,
    'cache-control': isKept ? /^public, max-age=300$/ : /^no-store$/,
    'x-content-type-options': /^nosniff$/,
  };
  return Object.entries(expected)
    .filter(([name, pattern]) => !pattern.test(headers.get(name) ?? ''))
    .map(([name]) => `the header ${name} is ${headers.get(name)}`);
}

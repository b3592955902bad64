import type { ServerResponse } from 'node:http';
import type { InvocationResult } from '../contract/invocation.ts';
import type { AnswerSink } from './stream-pace.ts';

/** Answers with an error body as function URLs do: one message, nothing of the function. */
export function refuse(response: ServerResponse, statusCode: number, message: string): void {
  if (response.headersSent) {
    // The status is out already: only a cut connection can still say that the answer is not whole.
    cut(response);
    return;
  }
  response.writeHead(statusCode, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ Message: message }));
}

/** Ends the connection in the middle of an answer, behind what was written of it. */
function cut(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.destroySoon();
}

/** Answers for a function that failed: 429 when it was throttled, 502 otherwise. */
export function refuseFailure(
  response: ServerResponse,
  failure: Extract<InvocationResult, { kind: 'error' }>,
): void {
  if (failure.errorType === 'TooManyRequestsException') refuse(response, 429, 'Rate Exceeded.');
  else refuse(response, 502, 'Internal Server Error');
}

/** Headers that the CORS configuration of the URL has set already win over the function's own. */
export function writeHead(
  response: ServerResponse,
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  cookies: readonly string[],
): void {
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'vary' && response.hasHeader('vary')) response.appendHeader('vary', value);
    // docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html: hop-by-hop headers and the content
    // encoding of a function do not reach the client.
    else if (!response.hasHeader(lower) && !strippedHeaders.has(lower)) {
      response.setHeader(lower, value);
    }
  }
  if (cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  response.writeHead(statusCode);
}

const strippedHeaders = new Set([
  'connection',
  'content-encoding',
  'keep-alive',
  'transfer-encoding',
]);

/** A sink into an HTTP answer. What is written after the reader left is dropped without an error, as on AWS. */
export function answerThrough(response: ServerResponse): AnswerSink {
  return {
    get open() {
      return !response.destroyed;
    },
    cut: () => cut(response),
    head(statusCode, headers, cookies) {
      if (!response.destroyed) writeHead(response, statusCode, headers, cookies);
    },
    async write(chunk) {
      if (response.destroyed || response.write(chunk)) return;
      await new Promise<void>(resolve => {
        const ready = (): void => {
          response.off('drain', ready).off('close', ready);
          resolve();
        };
        response.once('drain', ready).once('close', ready);
      });
    },
    end() {
      if (response.headersSent) response.end();
    },
  };
}

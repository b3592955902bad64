import type { InvocationResult, ResponseSink } from '../contract/invocation.ts';
import type { ResponseHead } from './messages.ts';

/** A synchronous answer holds 6 MB: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const answerLimitBytes = 6 * 1024 * 1024;

/** The failure of an invocation whose answer has more bytes than {@link answerLimitBytes}. */
export const tooLarge = (bytes: number): InvocationResult => ({
  kind: 'error',
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${answerLimitBytes} bytes).`,
});

/** Gathers a streamed answer for an invoker that wants it whole. */
export class CollectedResponse implements ResponseSink {
  #head: ResponseHead | undefined;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  head(statusCode: number, headers: Readonly<Record<string, string>>, cookies: readonly string[]) {
    this.#head = { statusCode, headers, cookies };
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.byteLength;
    if (this.#bytes <= answerLimitBytes) this.#chunks.push(chunk);
  }

  end(): void {}

  /** The answer in the shape that function URLs and API Gateway expect of a handler. */
  result(): InvocationResult {
    if (this.#bytes > answerLimitBytes) return tooLarge(this.#bytes);
    const body = Buffer.concat(this.#chunks).toString('base64');
    return { kind: 'ok', payload: { ...this.#head, body, isBase64Encoded: true } };
  }
}

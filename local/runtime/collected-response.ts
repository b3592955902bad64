import type { InvocationResult, ResponseSink } from '../resources/resource.ts';
import type { ResponseHead } from './messages.ts';

/** A synchronous answer holds 6 MB: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const answerLimitBytes = 6 * 1024 * 1024;

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
    if (this.#bytes > answerLimitBytes) {
      return {
        kind: 'error',
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size (${this.#bytes} bytes) exceeded maximum allowed payload size (${answerLimitBytes} bytes).`,
      };
    }
    const body = Buffer.concat(this.#chunks).toString('base64');
    return { kind: 'ok', payload: { ...this.#head, body, isBase64Encoded: true } };
  }
}

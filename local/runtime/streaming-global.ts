import { type HttpPrelude, ResponseStream } from './response-stream.ts';

/** The mark that Lambda's own Node runtime puts on a streaming handler. */
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Whether `awslambda.streamifyResponse` made this handler. */
export const isStreaming = (handler: object): boolean => Reflect.has(handler, streamingMark);

/** Puts the global `awslambda` where functions on AWS find it. */
export function installStreamingGlobal(): void {
  const awslambda = {
    streamifyResponse<Handler extends object>(handler: Handler): Handler {
      Reflect.set(handler, streamingMark, 'response');
      return handler;
    },
    HttpResponseStream: {
      from(stream: ResponseStream, prelude: HttpPrelude): ResponseStream {
        if (!(stream instanceof ResponseStream)) {
          throw new TypeError('HttpResponseStream.from expects the responseStream of the handler');
        }
        stream.setPrelude(prelude);
        return stream;
      },
    },
  };
  Reflect.set(globalThis, 'awslambda', awslambda);
}

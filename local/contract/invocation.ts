/** What a finished invocation gave: the handler's answer, or the error as AWS reports it. */
export type InvocationResult =
  | { readonly kind: 'ok'; readonly payload: unknown }
  | { readonly kind: 'error'; readonly errorType: string; readonly errorMessage: string };

/** Where a streaming answer goes. Resolved promises mean "ready for more": that is the backpressure. */
export interface ResponseSink {
  head(
    statusCode: number,
    headers: Readonly<Record<string, string>>,
    cookies: readonly string[],
  ): void;
  write(chunk: Uint8Array): Promise<void>;
  end(): void;
}

/** Every function of the template, by ARN, ready to be invoked. */
export interface FunctionRegistry {
  invoke(functionArn: string, payload: unknown): Promise<InvocationResult>;
  invokeStreaming(
    functionArn: string,
    payload: unknown,
    sink: ResponseSink,
  ): Promise<InvocationResult>;
}

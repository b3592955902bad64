/** What an environment is told once, when it is made. */
export interface EnvironmentStart {
  /** Absolute path of the module that exports the handler. */
  readonly handlerFile: string;
  readonly handlerExport: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /**
   * One Int32 counting the invocations sent. The environment sleeps on it between two invocations:
   * Lambda freezes an environment then, timers and sockets included
   * (docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
   */
  readonly invocationsSent: SharedArrayBuffer;
}

/** From the host to an environment. */
export type ToEnvironment =
  | {
      readonly kind: 'invoke';
      readonly requestId: string;
      readonly payload: string;
      readonly deadlineMs: number;
    }
  /** The last chunk is where it should be: send the next. */
  | { readonly kind: 'acknowledged' };

/** An error as Lambda reports it to whoever invoked; the stack is for the function's own log. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stack?: string;
}

/** Status, headers and cookies of a streamed answer; they travel with its first byte. */
export interface ResponseHead {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
}

/** From an environment to the host. */
export type FromEnvironment =
  | { readonly kind: 'ready' }
  | { readonly kind: 'head'; readonly head: ResponseHead }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'streamEnded' }
  /** `payload` is JSON text; absent when the handler streamed its answer. */
  | { readonly kind: 'succeeded'; readonly payload?: string }
  | { readonly kind: 'failed'; readonly error: FunctionError }
  /** The environment cannot go on: its module does not load, or something escaped the handler. */
  | { readonly kind: 'crashed'; readonly error: FunctionError };

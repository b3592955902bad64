/** What an environment gets once, when it is made. */
export interface EnvironmentStart {
  /** Absolute path of the module that exports the handler. */
  readonly handlerFile: string;
  readonly handlerExport: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memorySizeMb: number;
  readonly logGroupName: string;
  readonly logStreamName: string;
  /** Serves many invocations at once and never sleeps: for benchmarks, no such thing is on AWS. */
  readonly shared: boolean;
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
  /** The last chunk of that invocation is where it should be: send the next. */
  | { readonly kind: 'acknowledged'; readonly requestId: string }
  /** There is newer code: what still runs may end early, and nothing follows it. */
  | { readonly kind: 'shutdown' };

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

/** What a streaming answer sends, in this order. */
export type StreamMessage =
  | { readonly kind: 'head'; readonly head: ResponseHead }
  /** Several writes may travel together: `lastWriteAt` is where the last of them begins. */
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array; readonly lastWriteAt: number }
  | { readonly kind: 'streamEnded' };

/** What an invocation sends while it runs, and how it ends. */
export type InvocationMessage =
  | StreamMessage
  /** `payload` is JSON text; absent when the handler streamed its answer. */
  | { readonly kind: 'succeeded'; readonly payload?: string }
  | { readonly kind: 'failed'; readonly error: FunctionError };

/** From an environment to the host. */
export type FromEnvironment =
  | { readonly kind: 'ready' }
  | (InvocationMessage & { readonly requestId: string })
  /** The environment cannot go on: its module does not load, or something escaped the handler. */
  | { readonly kind: 'crashed'; readonly error: FunctionError };

import type { StreamOutput } from '../../../core/stream/stream-output.ts';
import type { Problem } from '../../../core/wire/problem.ts';

/** The answer to a request for a stream: the stream from the first write on, or a problem instead. */
export interface StreamAnswer extends StreamOutput {
  /**
   * Answers with the problem, and when to come back; a stream that has begun can only end.
   * `afterSec` @default - by the code
   */
  refuse(problem: Problem, afterSec?: number): void;
  /** Ends the stream once all is written. */
  end(): void;
}

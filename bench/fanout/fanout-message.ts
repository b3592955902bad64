/** What the process of the fan-out is asked to do so many times, with batches of so many records. */
export interface FanoutTask {
  readonly how: 'fan-out' | 'bare';
  readonly batch: number;
  readonly times: number;
}

/** What one such task took. */
export interface FanoutRound {
  readonly records: number;
  /** Of the process: all of its threads. */
  readonly cpuMs: number;
  readonly elapsedMs: number;
  /** Put on the heap; absent when the collector came in between. */
  readonly allocatedBytes?: number;
}

/** Prints each step of the start as it is reached, with the time since the start. */
export type Progress = (step: string) => void;

/** A progress that writes one line a step; `now` in milliseconds. */
export function createProgress(write: (line: string) => void, now: () => number): Progress {
  const startedAtMs = now();
  return step => write(`${((now() - startedAtMs) / 1_000).toFixed(2).padStart(6)} s  ${step}\n`);
}

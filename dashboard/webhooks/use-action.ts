import { useState } from 'react';
import type { ManagementProblem, ManagementResult } from '../../clients/react/index.ts';

export interface Action {
  /** What is under way. */
  readonly busy: string | undefined;
  readonly problem: ManagementProblem | undefined;
  /** Does it under a name; the data, or `undefined` when it was refused. */
  readonly act: <T>(
    name: string,
    ask: () => Promise<ManagementResult<T>>,
  ) => Promise<T | undefined>;
}

/** One thing that is done at a time, and why the last one was refused. */
export function useAction(): Action {
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<ManagementProblem>();
  async function act<T>(
    name: string,
    ask: () => Promise<ManagementResult<T>>,
  ): Promise<T | undefined> {
    setBusy(name);
    setProblem(undefined);
    const result = await ask();
    setBusy(undefined);
    if (result.kind === 'ok') return result.data;
    setProblem(result.problem);
    return undefined;
  }
  return { busy, problem, act };
}

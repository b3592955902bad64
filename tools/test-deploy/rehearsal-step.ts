/** How a step ended: what it found, or in whose words it failed. */
export type StepEnd =
  | { readonly kind: 'passed'; readonly found: string }
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'failed'; readonly words: readonly string[] };

/** A part of a rehearsal. */
export interface RehearsalStep {
  readonly name: string;
  run(): Promise<StepEnd>;
}

/** One that was taken. */
export interface TakenStep {
  readonly name: string;
  readonly seconds: number;
  readonly end: StepEnd;
}

/** Where it is carried out. */
export interface StepOptions {
  /** Milliseconds, of any beginning. */
  readonly now: () => number;
  /** Called before each step, and with each that has ended. */
  readonly onStep: (step: RehearsalStep | TakenStep) => void;
}

/** Takes one after the other; the first that fails is the last. What a step throws is its failure. */
export async function takeSteps(
  steps: readonly RehearsalStep[],
  { now, onStep }: StepOptions,
): Promise<readonly TakenStep[]> {
  const taken: TakenStep[] = [];
  for (const step of steps) {
    onStep(step);
    const startedAt = now();
    const end = await step.run().catch(failedBy);
    const ended = { name: step.name, seconds: (now() - startedAt) / 1_000, end };
    taken.push(ended);
    onStep(ended);
    if (end.kind === 'failed') break;
  }
  return taken;
}

function failedBy(error: unknown): StepEnd {
  return { kind: 'failed', words: [error instanceof Error ? error.message : String(error)] };
}

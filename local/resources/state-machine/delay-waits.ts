import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { isRecord } from '../../template/template.ts';

/** A definition whose waits last longer, and for how many milliseconds which of its states wait. */
export interface DelayedDefinition {
  readonly definition: StateMachineDefinition;
  readonly waitsMs: Readonly<Record<string, number>>;
}

/**
 * Puts another wait behind each Wait state. So a deadline comes late, as it may on AWS, and the log of
 * the execution shows where the time went.
 */
export function delayWaits(definition: StateMachineDefinition, byMs: number): DelayedDefinition {
  const waitsMs: Record<string, number> = {};
  const delayed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(delayed);
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === 'States' && isRecord(child) ? states(child) : delayed(child),
      ]),
    );
  };
  const states = (all: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, state]) => {
        if (!isRecord(state) || state.Type !== 'Wait') return [[name, delayed(state)]];
        const { Next, End, ...wait } = state;
        const longer = `${name} (delayed)`;
        waitsMs[longer] = byMs;
        const after = Next === undefined ? { End } : { Next };
        return [
          [name, { ...wait, Next: longer }],
          // Seconds has to be there; what counts is `waitsMs`.
          [longer, { Type: 'Wait', Seconds: 1, ...after }],
        ];
      }),
    );
  return { definition: delayed(definition) as StateMachineDefinition, waitsMs };
}

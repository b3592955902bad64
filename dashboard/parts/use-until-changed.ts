import { useState } from 'react';

/**
 * What came of a form as it stands, until one of its fields changes: of what stands there then, it
 * says nothing.
 */
export function useUntilChanged<Outcome>(
  ...fields: readonly unknown[]
): readonly [Outcome | undefined, (outcome: Outcome | undefined) => void] {
  const [outcome, setOutcome] = useState<Outcome>();
  const [before, setBefore] = useState(fields);
  if (fields.some((field, at) => field !== before[at])) {
    setBefore(fields);
    setOutcome(undefined);
  }
  return [outcome, setOutcome];
}

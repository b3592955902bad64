import { type RefObject, useInsertionEffect, useRef } from 'react';

/**
 * What the latest rendering has, for what outlives it. It is there before all other effects, those
 * of children too. React's own `useEffectEvent` is of 19.2; the hooks run from 18 on.
 */
export function useLatest<Value>(value: Value): Readonly<RefObject<Value>> {
  const latest = useRef(value);
  useInsertionEffect(() => {
    latest.current = value;
  });
  return latest;
}

import { parseTraceparent } from '../../core/trace/traceparent.ts';

/** What the header of a request names; as if it were not there where it is malformed. */
export function givenTrace({
  traceparent,
}: {
  readonly traceparent?: string | undefined;
}): string | undefined {
  if (traceparent === undefined) return undefined;
  return parseTraceparent(traceparent).kind === 'malformed' ? undefined : traceparent;
}

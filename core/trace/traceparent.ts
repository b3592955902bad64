import { hexOf } from '../digest.ts';

/**
 * What a `traceparent` says: which trace something belongs to, what in it came before, and whether that one
 * is recorded. https://www.w3.org/TR/trace-context-1/#traceparent-header
 */
export interface TraceContext {
  /** 32 digits of lower-case hex, not all zero. */
  readonly traceId: string;
  /** 16 of them, not all zero. */
  readonly parentId: string;
  readonly isSampled: boolean;
}

/** Why a value is no `traceparent`. */
export type TraceparentDefect = 'type' | 'form' | 'version' | 'trace-id' | 'parent-id';

export type TraceparentResult =
  | { readonly kind: 'context'; readonly context: TraceContext }
  | { readonly kind: 'malformed'; readonly defect: TraceparentDefect };

/** Of version 00 that is all; what later versions add begins with a dash (section 3.2.4). */
const form = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-.*)?$/s;

/** Longer than any that is written; what is longer still is not looked at. */
const maxLength = 512;

const sampledFlag = 1;

/** Reads a `traceparent` as strictly as the standard has it: lower case, no spaces, no other length. */
export function parseTraceparent(value: unknown): TraceparentResult {
  if (typeof value !== 'string') return malformed('type');
  const match = value.length > maxLength ? null : form.exec(value);
  if (match === null) return malformed('form');
  const [, version = '', traceId = '', parentId = '', flags = '', more] = match;
  // ff is forbidden, for all versions to come.
  if (version === 'ff') return malformed('version');
  if (version === '00' && more !== undefined) return malformed('form');
  if (isZero(traceId)) return malformed('trace-id');
  if (isZero(parentId)) return malformed('parent-id');
  // Other flags mean nothing here, and are not passed on (section 3.2.2.5).
  const isSampled = (Number.parseInt(flags, 16) & sampledFlag) !== 0;
  return { kind: 'context', context: { traceId, parentId, isSampled } };
}

/** As it is written: in version 00, whatever it was read from. */
export function formatTraceparent({ traceId, parentId, isSampled }: TraceContext): string {
  return `00-${traceId}-${parentId}-${isSampled ? '01' : '00'}`;
}

/** Another span of the same trace, for what is done later in it; of what is malformed there is none. */
export function nextSpan(traceparent: unknown): string | undefined {
  const read = parseTraceparent(traceparent);
  if (read.kind === 'malformed') return undefined;
  const parentId = hexOf(globalThis.crypto.getRandomValues(new Uint8Array(8)));
  return formatTraceparent({ ...read.context, parentId });
}

function malformed(defect: TraceparentDefect): TraceparentResult {
  return { kind: 'malformed', defect };
}

function isZero(hex: string): boolean {
  return /^0+$/.test(hex);
}

import { hexOf, sha256 } from '../digest.ts';
import {
  formatTraceparent,
  parseTraceparent,
  type TraceContext,
  type TraceparentDefect,
} from '../trace/traceparent.ts';
import type { Change } from './change.ts';

/** The attribute by which an item of any table names the trace of the write that set it. */
const traceparentAttribute = 'traceparent';

/** What the events of a change are traced by. */
export interface ChangeTrace {
  /** @default - they are in no trace that anyone could look at */
  readonly traceparent?: string;
  /** Why the one that its item has is ignored. @default - it has none, or a good one */
  readonly ignored?: TraceparentDefect;
}

/** Bytes of an id of a trace, and of a span in it. */
const traceIdBytes = 16;
const spanIdBytes = 8;

/** 48 bits: as many as make a whole number here. */
const sampledDigits = 12;

/**
 * The trace of a change: the one that its write was made in, or one of its own. A retry has the same, for all
 * of it follows from the change. What is passed on has a span of its own, as the standard demands of whoever
 * changes the sampled flag; one that nobody gave and that is not sampled is left out: no line would be
 * found by it.
 *
 * @param sampling the share of traces that is recorded, from 0 to 1
 */
export async function traceOfChange(change: Change, sampling: number): Promise<ChangeTrace> {
  const given = givenTraceparent(change);
  const read = given === undefined ? undefined : parseTraceparent(given);
  const context = read?.kind === 'context' ? read.context : undefined;
  const ignored = read?.kind === 'malformed' ? { ignored: read.defect } : {};
  if (context === undefined && sampling === 0) return ignored;
  const own = await ownTrace(change.changeId);
  const traceId = context?.traceId ?? own.traceId;
  const isSampled = context?.isSampled === true || isInSample(traceId, sampling);
  if (context === undefined && !isSampled) return ignored;
  return { ...ignored, traceparent: formatTraceparent({ ...own, traceId, isSampled }) };
}

/**
 * What the write set. One that the item had before is that of an earlier write, which this one did not touch.
 */
function givenTraceparent({ oldItem, newItem }: Change): unknown {
  const given = newItem?.[traceparentAttribute] ?? undefined;
  const before = oldItem?.[traceparentAttribute];
  if (given === before || (isObject(given) && isObject(before))) return undefined;
  return given;
}

/** A list, map, set or bytes, which the two images have a copy each of: whether it changed need not be known. */
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

async function ownTrace(changeId: string): Promise<Pick<TraceContext, 'traceId' | 'parentId'>> {
  const digest = await sha256(changeId);
  const traceId = hexOf(digest.subarray(0, traceIdBytes));
  return { traceId, parentId: hexOf(digest.subarray(traceIdBytes, traceIdBytes + spanIdBytes)) };
}

/**
 * By the id alone, so that all who see it decide alike. By its end: that is random by version 2 of the standard,
 * and ids of X-Ray begin with the time. https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
function isInSample(traceId: string, sampling: number): boolean {
  return Number.parseInt(traceId.slice(-sampledDigits), 16) < sampling * 16 ** sampledDigits;
}

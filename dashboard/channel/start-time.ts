/** How far back one click goes. */
export const stepsBack = [
  { label: '5 min ago', ms: 5 * 60_000 },
  { label: '15 min ago', ms: 15 * 60_000 },
  { label: '1 h ago', ms: 3_600_000 },
  { label: '6 h ago', ms: 6 * 3_600_000 },
  { label: '1 day ago', ms: 86_400_000 },
  { label: '1 week ago', ms: 7 * 86_400_000 },
] as const;

/** The time that a text names, or why it names none, for whoever typed it. */
export type StartTimeResult =
  | { readonly kind: 'time'; readonly atMs: number }
  | { readonly kind: 'refused'; readonly reason: string };

const pattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** Reads what an address or a field for date and time holds: without a zone it is the reader's own. */
export function readStartTime(text: string, nowMs: number): StartTimeResult {
  const atMs = pattern.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return refused('Choose a day and a time.');
  if (atMs > nowMs) return refused('That is in the future; choose an earlier time.');
  return { kind: 'time', atMs };
}

const refused = (reason: string): StartTimeResult => ({ kind: 'refused', reason });

/** The time as a field for date and time holds it, in the reader's own zone. */
export function fieldValue(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

/** What the row of any deadline says of its next moment; what else it remembers is its kind's own. */
export interface Due {
  /** When something is due next. */
  readonly dueAtMs?: number | undefined;
  /** The moment of the last timer. One still to come settles the subject again, whatever is due then. */
  readonly armedForMs?: number | undefined;
}

/** A part of the rows of one kind by their moments: the second is left out. */
export interface DueRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One page of deadlines, the earliest first. */
export interface DuePage<D extends Due> {
  readonly due: readonly { readonly id: string; readonly deadline: D }[];
  /** Where the next page begins: the adapter's secret. Absent on the last page. */
  readonly next?: DuePosition | undefined;
}

export type DuePosition = Readonly<Record<string, unknown>>;

/** The last moment whose text sorts as time does: years beyond are written with a sign. */
export const lastSortableMs = Date.parse('9999-12-31T23:59:59.999Z');

/** An item that cannot be read is looked at again: whoever mends it need not be noticed. */
const malformedRetryMs = 3_600_000;

/** The deadline of an item that cannot be read: what was published is kept. `undefined`: it can wait. */
export function postponed<D extends Due>(deadline: D | undefined, nowMs: number): D | undefined {
  if (deadline?.dueAtMs === undefined || deadline.dueAtMs > nowMs) return undefined;
  return { ...deadline, dueAtMs: nowMs + malformedRetryMs };
}

import type { AuditEntry } from './audit-trail.ts';

/** So many of a row are written one by one: people and broken clients stay below, and are counted exactly. */
const singly = 50;

/** Beyond, an environment writes a row this often at most. */
const pauseMs = 10_000;

/** Rows that are counted at once; what is beyond is written one by one. */
const maxRows = 1_000;

/** An entry for the row of that id, and how often it happened. */
export interface CountedEntry {
  readonly entryId: string;
  readonly entry: AuditEntry;
  readonly count: number;
}

interface Row {
  readonly latest: AuditEntry;
  readonly written: number;
  readonly writtenAtMs: number;
  readonly held: number;
}

/** Counts in memory what is refused again and again, so that a flood costs a write now and then. */
export class RepeatedRefusals {
  readonly #rows = new Map<string, Row>();

  /** What to write now, with what was held back before it; `undefined` when it is held back. */
  add(entryId: string, entry: AuditEntry, nowMs: number): CountedEntry | undefined {
    const row = this.#rows.get(entryId);
    if (row === undefined && this.#rows.size >= maxRows) return { entryId, entry, count: 1 };
    const { written = 0, writtenAtMs = nowMs, held = 0 } = row ?? {};
    if (written >= singly && nowMs - writtenAtMs < pauseMs) {
      this.#rows.set(entryId, { latest: entry, written, writtenAtMs, held: held + 1 });
      return undefined;
    }
    const next = { latest: entry, written: written + 1, writtenAtMs: nowMs, held: 0 };
    this.#rows.set(entryId, next);
    return { entryId, entry, count: held + 1 };
  }

  /** What was held back long enough; rows that rest are forgotten. */
  due(nowMs: number): readonly CountedEntry[] {
    const resting = [...this.#rows].filter(([, { writtenAtMs }]) => nowMs - writtenAtMs >= pauseMs);
    return resting.flatMap(([entryId, { latest, held }]) => {
      this.#rows.delete(entryId);
      return held === 0 ? [] : [{ entryId, entry: latest, count: held }];
    });
  }
}

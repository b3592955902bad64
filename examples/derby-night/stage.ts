import type { SeededRandom } from './seeded-random.ts';
import {
  type Item,
  keyOf,
  type NightTable,
  type ProposeStep,
  type PutStep,
  type Step,
} from './step.ts';

/** When a night starts, and how much faster than life it is played. */
export interface StageOptions {
  /** Milliseconds since the Unix epoch. */
  readonly startsAtMs: number;
  readonly speed: number;
  readonly random: SeededRandom;
  /** What everything is paid in, by ISO 4217. */
  readonly currency: string;
}

/** An item on its way through its states. */
export interface Actor {
  readonly id: string;
  /** Writes the item with these attributes changed, so many milliseconds into the night. */
  at(offsetMs: number, changes: Item): void;
}

/** Where a night's stories put their steps. Offsets are milliseconds into the night at speed 1. */
export interface Stage {
  readonly random: SeededRandom;
  /** The night's own mark in every id, so that no two nights write the same item. */
  readonly nightId: string;
  readonly currency: string;
  readonly timeAt: (offsetMs: number) => string;
  enter(table: NightTable, id: string, attributes: Item): Actor;
  propose(offsetMs: number, proposal: Omit<ProposeStep, 'kind' | 'dueAtMs'>): void;
  /** Every step so far, in the order of time; one item's own steps keep theirs. */
  steps(): readonly Step[];
}

/** One entry of the script: who acts when, and what changes about it. */
interface Cue {
  readonly offsetMs: number;
  readonly actor: { readonly table: NightTable; readonly id: string; readonly attributes: Item };
  readonly changes: Item;
}

/** An empty stage. */
export function createStage({ startsAtMs, speed, random, currency }: StageOptions): Stage {
  const cues: Cue[] = [];
  const proposals: ProposeStep[] = [];
  const dueAt = (offsetMs: number): number => Math.round(startsAtMs + offsetMs / speed);
  const timeAt = (offsetMs: number): string => new Date(dueAt(offsetMs)).toISOString();

  return {
    random,
    currency,
    nightId: Math.floor(startsAtMs).toString(36),
    timeAt,
    enter: (table, id, attributes) => {
      const actor = { table, id, attributes };
      return { id, at: (offsetMs, changes) => cues.push({ offsetMs, actor, changes }) };
    },
    propose: (offsetMs, proposal) => {
      const answerAfterMs = Math.round(proposal.answerAfterMs / speed);
      proposals.push({ ...proposal, kind: 'propose', dueAtMs: dueAt(offsetMs), answerAfterMs });
    },
    steps: () => {
      // Stories overlap, so an item's full text is known only once its cues stand in order.
      const inOrder = cues.toSorted((a, b) => a.offsetMs - b.offsetMs);
      const items = new Map<Cue['actor'], Item>();
      const puts = inOrder.map(({ offsetMs, actor, changes }): PutStep => {
        const time = timeAt(offsetMs);
        const before = items.get(actor) ?? {
          [keyOf[actor.table]]: actor.id,
          ...actor.attributes,
          createdAt: time,
        };
        const item = withoutAbsent({ ...before, ...changes, updatedAt: time });
        items.set(actor, item);
        return { kind: 'put', dueAtMs: dueAt(offsetMs), table: actor.table, item };
      });
      return [...puts, ...proposals].toSorted((a, b) => a.dueAtMs - b.dueAtMs);
    },
  };
}

/** A change to `undefined` takes the attribute away. */
function withoutAbsent(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

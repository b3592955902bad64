import type { ChangeTable, Item } from './change.ts';
import { changeToEvents } from './change-to-events.ts';
import { itemSchemas } from './item-schemas.ts';
import { type ItemProblem, problemsOf } from './malformed-reason.ts';

/** As long as the ids of DynamoDB Streams are: an event's size counts too. */
const changeId = '0'.repeat(32);
const recordedAtMs = 1_000_000_000_000;

/**
 * No amount is large here, which makes the longer priority of the two: an event within two bytes of
 * the size limit may be refused that would just have passed.
 */
const thresholds = {
  largeBetAmount: Number.POSITIVE_INFINITY,
  largeTransactionAmount: Number.POSITIVE_INFINITY,
};

/** What would send the item to the quarantine if it were put; nothing if it is well-formed. */
export function itemProblems(table: ChangeTable, item: Item): readonly ItemProblem[] {
  const change = { table, changeId, recordedAtMs, key: '', newItem: item };
  const result = changeToEvents(change, thresholds);
  return result.kind === 'malformed' ? result.problems : [];
}

/** The tables of state, whose items are changed attribute by attribute. */
export type StateTable = Exclude<ChangeTable, 'SystemReports' | 'Outbox' | 'Proposals'>;

/** What would send a well-formed item to the quarantine if these attributes were set on it. */
export function attributeProblems(table: StateTable, attributes: Item): readonly ItemProblem[] {
  const present = Object.entries(attributes).filter(([, value]) => value !== null);
  const item = Object.fromEntries(present);
  const parsed = itemSchemas[table].safeParse(item);
  const ofThese = (parsed.error?.issues ?? []).filter(({ path: [name] }) =>
    Object.hasOwn(attributes, String(name)),
  );
  return problemsOf(item, ofThese);
}

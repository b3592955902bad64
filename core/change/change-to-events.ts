import type { z } from 'zod';
import { homeOf } from '../channel/channels.ts';
import { type EncodedEvent, encodeEvent } from '../log/encoded-event.ts';
import type { ChannelEvent } from '../wire/event.ts';
import { betEvents } from './bets.ts';
import type { Change, ChangeTable, ChangeThresholds, Item } from './change.ts';
import type { ChangeResult } from './change-result.ts';
import { eventTimestampMs } from './event-timestamp.ts';
import { fightEvents } from './fights.ts';
import { itemSchemas } from './item-schemas.ts';
import { type ItemProblem, malformedReason, problemsOf } from './malformed-reason.ts';
import { outboxEvent } from './outbox.ts';
import { paymentStreamEvents } from './payment-streams.ts';
import { proposalEvents } from './proposals.ts';
import { systemReportEvent } from './system-reports.ts';
import { transactionEvents } from './transactions.ts';
import { userEvents } from './users.ts';
import { videoStreamEvents } from './video-streams.ts';
import { withoutNulls } from './without-nulls.ts';
import { workflowRecords } from './workflow-field.ts';
import { workflowOperationEvents } from './workflow-operations.ts';
import { workflowEvents } from './workflows.ts';
import type { EventDraft, StateEventDraft, Write } from './write.ts';

/** An event's size as JSON, in bytes: a log's segment stays under 256 KB and an item under 400 KB. */
const maxEventBytes = 200 * 1024;

type Drafts =
  | { readonly kind: 'drafts'; readonly drafts: readonly EventDraft[] }
  | { readonly kind: 'malformed'; readonly problems: readonly ItemProblem[] };

type TableRule = (write: Write) => Drafts;

const rules: Readonly<Record<ChangeTable, TableRule>> = {
  Fights: stateRule(itemSchemas.Fights, fightEvents),
  Bets: stateRule(itemSchemas.Bets, betEvents),
  Users: stateRule(itemSchemas.Users, userEvents),
  Transactions: stateRule(itemSchemas.Transactions, transactionEvents),
  VideoStreams: stateRule(itemSchemas.VideoStreams, videoStreamEvents),
  PaymentStreams: stateRule(itemSchemas.PaymentStreams, paymentStreamEvents),
  Workflows: checkedRule(workflowRecords, stateRule(itemSchemas.Workflows, workflowEvents)),
  WorkflowOperations: stateRule(itemSchemas.WorkflowOperations, workflowOperationEvents),
  Proposals: stateRule(itemSchemas.Proposals, proposalEvents),
  SystemReports: insertRule(reportDrafts),
  Outbox: insertRule(outboxDrafts),
};

/**
 * The events of a committed write: in order, often none, or why its item breaks the contract
 * (events.md). Pure: the same change gives the same events with the same ids at every redelivery.
 * Never throws, whatever the item holds.
 *
 * @param traceparent what its events are traced by (`core/change/trace-of-change.ts`). @default - they are not
 */
export function changeToEvents(
  change: Change,
  thresholds: ChangeThresholds,
  traceparent?: string,
): ChangeResult {
  const { table, recordedAtMs } = change;
  // A removal has no events (events.md).
  if (change.newItem === undefined) return { kind: 'events', events: [] };
  const item = withoutNulls(change.newItem);
  const oldItem = change.oldItem && withoutNulls(change.oldItem);
  const timestampMs = eventTimestampMs(item, oldItem, recordedAtMs);
  const result = rules[table]({
    ...{ table, item, timestampMs, thresholds },
    ...(oldItem && { oldItem }),
  });
  if (result.kind === 'malformed') return malformed(change, result.problems);
  const events = result.drafts.map(draft =>
    withTrace(eventOf(change, draft, timestampMs), traceparent),
  );
  const oversize = events.map(oversizeProblem).find(problem => problem !== undefined);
  if (oversize !== undefined) return malformed(change, [oversize]);
  return { kind: 'events', events };
}

/** The rule of a table of state: `eventsOf` sees every write, the old item beside the new. */
function stateRule<S extends z.ZodObject>(
  schema: S,
  eventsOf: (write: Write<z.output<S>>) => readonly StateEventDraft[],
): TableRule {
  return write => {
    const parsed = schema.safeParse(write.item);
    if (!parsed.success) return unreadable(write.item, parsed.error);
    const { table, oldItem, timestampMs, thresholds } = write;
    const item = parsed.data;
    const before = oldItem && readableFields(schema, oldItem);
    const drafts = eventsOf({
      ...{ table, item, timestampMs, thresholds },
      ...(oldItem && { before, oldItem }),
    });
    const changed = before === undefined ? {} : changedFields(before, item);
    return { kind: 'drafts', drafts: drafts.map(draft => stateDraft(table, draft, changed)) };
  };
}

/** The same where an item has parts that are not published, and that the system goes by. */
function checkedRule(schema: z.ZodObject, rule: TableRule): TableRule {
  return write => {
    const { error } = schema.safeParse(write.item);
    return error === undefined ? rule(write) : unreadable(write.item, error);
  };
}

/** The rule of a table that publishes inserts only: a later write to the same item makes no event. */
function insertRule(rule: TableRule): TableRule {
  return write => (write.oldItem === undefined ? rule(write) : { kind: 'drafts', drafts: [] });
}

function reportDrafts({ table, item }: Write): Drafts {
  const parsed = itemSchemas.SystemReports.safeParse(item);
  if (!parsed.success) return unreadable(item, parsed.error);
  const draft = stateDraft(table, systemReportEvent(parsed.data), {});
  return { kind: 'drafts', drafts: [draft] };
}

function outboxDrafts({ item }: Write): Drafts {
  const result = outboxEvent(item);
  return result.kind === 'draft' ? { kind: 'drafts', drafts: [result.draft] } : result;
}

function unreadable(item: Item, error: z.ZodError): Drafts {
  return { kind: 'malformed', problems: problemsOf(item, error.issues) };
}

function malformed(change: Change, problems: readonly ItemProblem[]): ChangeResult {
  return { kind: 'malformed', reason: malformedReason(change, problems), problems };
}

/**
 * The old item's attributes that keep the contract, each read on its own (see `Write.before`): where
 * all of them do, which is usual, at once.
 */
function readableFields<S extends z.ZodObject>(schema: S, oldItem: Item): Partial<z.output<S>> {
  const whole = schema.safeParse(oldItem);
  if (whole.success) return whole.data;
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    const parsed = (field as z.ZodType).safeParse(oldItem[name]);
    return parsed.success && parsed.data !== undefined ? [[name, parsed.data] as const] : [];
  });
  // Sound by construction: each attribute was read by the schema's own field of that name.
  return Object.fromEntries(fields) as Partial<z.output<S>>;
}

/** The contract's attributes that this write set to something else; they are in every event's data. */
function changedFields(before: Item, item: Item): Item {
  const isSame = (now: unknown, then: unknown) =>
    now === then || (isObject(now) && JSON.stringify(now) === JSON.stringify(then));
  return Object.fromEntries(
    Object.entries(item).filter(([name, now]) => !isSame(now, before[name])),
  );
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function stateDraft(table: ChangeTable, draft: StateEventDraft, changed: Item): EventDraft {
  const { rule, type, priority } = draft;
  const data = { ...changed, ...draft.data };
  return { rule, type, priority, channel: homeOf(type), source: table, data };
}

function eventOf(change: Change, draft: EventDraft, timestamp: number): ChannelEvent {
  const { rule, id = `${change.changeId}.${rule}`, type, priority } = draft;
  const { source, channel, metadata } = draft;
  const given = Object.entries(draft.data).filter(([, value]) => value !== undefined);
  return {
    id,
    type,
    timestamp,
    priority,
    source,
    version: '1.0',
    channel,
    data: Object.fromEntries(given),
    ...(metadata && { metadata }),
  };
}

/** An event that only its trace would make too large goes without: tracing loses none. */
function withTrace(event: ChannelEvent, traceparent: string | undefined): EncodedEvent {
  if (traceparent === undefined) return encodeEvent(event);
  const traced = encodeEvent({ ...event, metadata: { ...event.metadata, traceparent } });
  return traced.bytes > maxEventBytes ? encodeEvent(event) : traced;
}

function oversizeProblem({ event, bytes }: EncodedEvent): ItemProblem | undefined {
  if (bytes <= maxEventBytes) return undefined;
  const received = `${bytes} bytes of JSON`;
  return { field: `its ${event.type}`, received, expected: `at most ${maxEventBytes}` };
}

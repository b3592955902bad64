import * as z from 'zod';
import { channels } from '../channel/channels.ts';
import { eventTypePattern, targetSchema } from '../wire/event.ts';
import { openObject } from '../wire/open-object.ts';
import { betSides, betStatuses } from '../wire/payload/bets.ts';
import { fightStatuses } from '../wire/payload/fights.ts';
import { transactionStatuses, transactionTypes } from '../wire/payload/finance.ts';
import { videoStreamStatuses } from '../wire/payload/streaming.ts';
import { healthStatuses, maintenanceStatuses, severities } from '../wire/payload/system.ts';
import { userStatuses } from '../wire/payload/users.ts';
import { paymentStreamPhases, paymentStreamStatuses } from '../wire/payment-stream.ts';
import { priorities } from '../wire/priority.ts';
import { proposalIdSchema, proposalKinds, proposalStatuses } from '../wire/socket/proposal.ts';
import { bulkActions, bulkStatuses } from '../wire/workflow.ts';
import {
  amount,
  count,
  durationMs,
  failure,
  flag,
  id,
  isoTime,
  odds,
  oneOf,
  positiveDurationMs,
  sortableTime,
  text,
  tokenAmount,
} from './item-field.ts';
import { workflowItem } from './workflow-item.ts';

/*
 * The tables' contract (design.md), as far as events depend on it. An attribute is required when an
 * event could not be understood without it: keys, statuses, kinds, amounts and whose they are. Any
 * attribute that is not listed is the backend's own: allowed, and never published.
 */

const fight = z.object({
  fightId: id,
  status: oneOf(fightStatuses),
  title: text.optional(),
  venue: text.optional(),
  red: text.optional(),
  blue: text.optional(),
  winner: text.optional(),
  scheduledAt: isoTime.optional(),
});

const bet = z.object({
  betId: id,
  fightId: id,
  userId: id,
  side: oneOf(betSides),
  amount,
  currency: text.optional(),
  status: oneOf(betStatuses),
  matchedBetId: id.optional(),
});

const user = z.object({
  userId: id,
  username: text.optional(),
  email: text.optional(),
  role: text.optional(),
  status: oneOf(userStatuses).optional(),
  verified: flag.optional(),
  updatedBy: text.optional(),
  reason: text.optional(),
});

const transaction = z.object({
  transactionId: id,
  userId: id,
  type: oneOf(transactionTypes),
  amount,
  currency: text.optional(),
  status: oneOf(transactionStatuses),
  provider: text.optional(),
});

const videoStream = z.object({
  streamId: id,
  fightId: id.optional(),
  status: oneOf(videoStreamStatuses),
  viewerCount: count.optional(),
  error: failure.optional(),
});

const paymentStream = z.object({
  streamId: id,
  sender: id,
  recipient: id,
  tokenAddress: text.optional(),
  ratePerSecond: tokenAmount,
  depositedAmount: tokenAmount,
  withdrawnAmount: tokenAmount.default('0'),
  refundedAmount: tokenAmount.optional(),
  startTime: isoTime.optional(),
  snapshotAmount: tokenAmount.optional(),
  snapshotTime: isoTime.optional(),
  status: oneOf(paymentStreamStatuses),
  // The system's own: how its deposit stands, and since or until when (payment-stream deadlines).
  depletion: oneOf(paymentStreamPhases).optional(),
  depletesAt: isoTime.optional(),
});

const workflowOperation = z.object({
  bulkOperationId: id,
  action: oneOf(bulkActions),
  requestedBy: text.optional(),
  reason: text.optional(),
  expected: count,
  done: count.default(0),
  failed: count.default(0),
  skipped: count.default(0),
  status: oneOf(bulkStatuses),
});

const systemReport = z.discriminatedUnion(
  'kind',
  [
    z.object({
      reportId: id,
      kind: z.literal('status'),
      component: text.optional(),
      status: oneOf(healthStatuses),
      message: text.optional(),
    }),
    z.object({
      reportId: id,
      kind: z.literal('database'),
      query: text.optional(),
      durationMs,
      thresholdMs: positiveDurationMs,
      severity: oneOf(severities).optional(),
    }),
    z.object({
      reportId: id,
      kind: z.literal('maintenance'),
      component: text.optional(),
      status: oneOf(maintenanceStatuses),
      message: text.optional(),
    }),
  ],
  { error: 'one of status, database, maintenance' },
);

const proposalIdError = '1 to 80 letters, digits, dots, dashes or underscores';

const proposal = z.object({
  // It also names the execution that is the proposal's deadline.
  proposalId: z
    .string({ error: proposalIdError })
    .refine(value => proposalIdSchema.safeParse(value).success, { error: proposalIdError }),
  kind: oneOf(proposalKinds),
  fightId: id,
  betId: id.optional(),
  fromUserId: id,
  toUserId: id,
  amount,
  currency: text.optional(),
  odds: odds.optional(),
  message: text.optional(),
  status: oneOf(proposalStatuses),
  createdAt: sortableTime,
  expiresAt: sortableTime,
});

const homes = channels.map(({ name }) => name);
const sourceError = 'a string of 1 to 128 characters';

const outboxItem = z.object({
  eventId: id,
  channel: z.enum(homes, { error: `one of ${homes.join(', ')}` }).optional(),
  type: z
    .string({ error: `a string that matches ${eventTypePattern.source}` })
    .regex(eventTypePattern, { error: `a string that matches ${eventTypePattern.source}` }),
  priority: oneOf(priorities).optional(),
  data: openObject('an object'),
  source: z
    .string({ error: sourceError })
    .min(1, { error: sourceError })
    .max(128, { error: sourceError })
    .optional(),
  target: targetSchema.optional(),
  userId: text.optional(),
  sessionId: text.optional(),
  correlationId: text.optional(),
});

/** Each table's items: what an item must hold for its changes to become events. */
export const itemSchemas = {
  Fights: fight,
  Bets: bet,
  Users: user,
  Transactions: transaction,
  VideoStreams: videoStream,
  PaymentStreams: paymentStream,
  Workflows: workflowItem,
  WorkflowOperations: workflowOperation,
  SystemReports: systemReport,
  Proposals: proposal,
  Outbox: outboxItem,
} as const;

/** An item of that table, parsed: times in milliseconds, the backend's own attributes left out. */
export type TableItem<T extends keyof typeof itemSchemas> = Readonly<
  z.infer<(typeof itemSchemas)[T]>
>;

import type { EventData } from '../../clients/react/index.ts';
import { clock, compact, latency } from '../parts/format.ts';
import { after, amount, by, figure, type Sentences } from './reading.ts';

/** Of the types that only a change of state makes. */
export const stateSentences = {
  SYSTEM_STATUS: ({ component = 'the system', status, message }) =>
    `${component} is ${status}${after(message)}`,
  DATABASE_PERFORMANCE: ({ durationMs, thresholdMs }) =>
    `a query took ${figure(durationMs, latency)}, allowed are ${figure(thresholdMs, latency)}`,
  SYSTEM_MAINTENANCE: ({ component = 'the system', status, message }) =>
    `maintenance of ${component} is ${status}${after(message)}`,

  FIGHT_CREATED: ({ fightId, title, red = 'red', blue = 'blue' }) =>
    `${title ?? fightId}: ${red} against ${blue}`,
  FIGHT_STATUS_UPDATE: ({ fightId, oldStatus, newStatus, winner }) =>
    `${fightId} goes from ${oldStatus} to ${newStatus}${winner === undefined ? '' : `, ${winner} wins`}`,
  BETTING_WINDOW_OPENED: ({ fightId }) => `bets are open for ${fightId}`,
  BETTING_WINDOW_CLOSED: ({ fightId, openMs }) =>
    `bets are closed for ${fightId}${openMs === undefined ? '' : ` after ${clock(openMs)}`}`,

  NEW_BET: data =>
    `${data.userId} bets ${amount(data.amount, data.currency)} on ${data.side} in ${data.fightId}`,
  BET_MATCHED: data => `a bet of ${amount(data.amount, data.currency)} found its match`,
  PAGO_PROPOSAL: proposal,
  DOY_PROPOSAL: proposal,

  USER_REGISTERED: data => `${nameOf(data)} registered`,
  USER_VERIFIED: data => `${nameOf(data)} was verified${by(data.updatedBy)}`,
  USER_BANNED: data => `${nameOf(data)} was banned${by(data.updatedBy)}${after(data.reason)}`,
  ADMIN_ACTION: ({ action, userId, updatedBy }) =>
    `${action.replaceAll('_', ' ')} for ${userId}${by(updatedBy)}`,

  WALLET_TRANSACTION: data => transaction(data.type, data),
  PAYMENT_PROCESSED: data => transaction('payment', data),
  PAYOUT_PROCESSED: data => transaction('payout', data),

  STREAM_STARTED: ({ streamId }) => `video ${streamId} is live`,
  STREAM_ENDED: ({ streamId }) => `video ${streamId} ended`,
  STREAM_ERROR: ({ streamId, error }) => `video ${streamId} failed${after(error)}`,
  VIEWER_COUNT_UPDATE: ({ streamId, viewerCount }) =>
    `${figure(viewerCount, compact)} are watching ${streamId}`,
} satisfies Partial<Sentences>;

function proposal(data: EventData<'PAGO_PROPOSAL' | 'DOY_PROPOSAL'>): string {
  const { fromUserId: from, toUserId: to, pendingMs, action } = data;
  const money = amount(data.amount, data.currency);
  switch (action) {
    case 'created':
      return `${from} proposes ${money} to ${to}`;
    case 'accepted':
      return `${to} accepts ${money} of ${from}${pendingMs === undefined ? '' : `, after ${latency(pendingMs)}`}`;
    case 'rejected':
      return `${to} rejects ${money} of ${from}`;
    case 'cancelled':
      return `${from} takes ${money} to ${to} back`;
    case 'timeout':
      return `${to} did not answer ${from} in time`;
    default:
      return `${from} to ${to}: ${action}`;
  }
}

const transaction = (what: string, data: EventData<'PAYOUT_PROCESSED'>): string =>
  `${what} of ${amount(data.amount, data.currency)} for ${data.userId}: ${data.status}`;

const nameOf = ({ username, userId }: EventData<'USER_REGISTERED' | 'USER_VERIFIED'>): string =>
  username ?? userId;

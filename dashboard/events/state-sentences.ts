import { clock, compact, latency } from '../parts/format.ts';
import { after, amount, by, type Data, figure, number, text } from './reading.ts';

/** What is told of the types that only a change of state makes. */
export const stateSentences = {
  SYSTEM_STATUS: (data: Data) =>
    `${text(data, 'component', 'the system')} is ${text(data, 'status')}${after(data, 'message')}`,
  DATABASE_PERFORMANCE: (data: Data) =>
    `a query took ${figure(data, 'durationMs', latency)}, allowed are ${figure(data, 'thresholdMs', latency)}`,
  SYSTEM_MAINTENANCE: (data: Data) =>
    `maintenance of ${text(data, 'component', 'the system')} is ${text(data, 'status')}${after(data, 'message')}`,

  FIGHT_CREATED: (data: Data) =>
    `${text(data, 'title', text(data, 'fightId'))}: ${text(data, 'red', 'red')} against ${text(data, 'blue', 'blue')}`,
  FIGHT_STATUS_UPDATE: (data: Data) =>
    `${text(data, 'fightId')} goes from ${text(data, 'oldStatus')} to ${text(data, 'newStatus')}${
      data.winner === undefined ? '' : `, ${text(data, 'winner')} wins`
    }`,
  BETTING_WINDOW_OPENED: (data: Data) => `bets are open for ${text(data, 'fightId')}`,
  BETTING_WINDOW_CLOSED: (data: Data) => {
    const openMs = number(data, 'openMs');
    const long = openMs === undefined ? '' : ` after ${clock(openMs)}`;
    return `bets are closed for ${text(data, 'fightId')}${long}`;
  },

  NEW_BET: (data: Data) =>
    `${text(data, 'userId')} bets ${amount(data)} on ${text(data, 'side')} in ${text(data, 'fightId')}`,
  BET_MATCHED: (data: Data) => `a bet of ${amount(data)} found its match`,
  PAGO_PROPOSAL: proposal,
  DOY_PROPOSAL: proposal,

  USER_REGISTERED: (data: Data) => `${nameOf(data)} registered`,
  USER_VERIFIED: (data: Data) => `${nameOf(data)} was verified${by(data)}`,
  USER_BANNED: (data: Data) => `${nameOf(data)} was banned${by(data)}${after(data, 'reason')}`,
  ADMIN_ACTION: (data: Data) =>
    `${text(data, 'action').replaceAll('_', ' ')} for ${text(data, 'userId')}${by(data)}`,

  WALLET_TRANSACTION: (data: Data) => transaction(text(data, 'type', 'transaction'), data),
  PAYMENT_PROCESSED: (data: Data) => transaction('payment', data),
  PAYOUT_PROCESSED: (data: Data) => transaction('payout', data),

  STREAM_STARTED: (data: Data) => `video ${text(data, 'streamId')} is live`,
  STREAM_ENDED: (data: Data) => `video ${text(data, 'streamId')} ended`,
  STREAM_ERROR: (data: Data) => `video ${text(data, 'streamId')} failed${after(data, 'error')}`,
  VIEWER_COUNT_UPDATE: (data: Data) =>
    `${figure(data, 'viewerCount', compact)} are watching ${text(data, 'streamId')}`,
} as const;

function proposal(data: Data): string {
  const from = text(data, 'fromUserId');
  const to = text(data, 'toUserId');
  const pendingMs = number(data, 'pendingMs');
  switch (data.action) {
    case 'created':
      return `${from} proposes ${amount(data)} to ${to}`;
    case 'accepted':
      return `${to} accepts ${amount(data)} of ${from}${pendingMs === undefined ? '' : `, after ${latency(pendingMs)}`}`;
    case 'rejected':
      return `${to} rejects ${amount(data)} of ${from}`;
    case 'cancelled':
      return `${from} takes ${amount(data)} to ${to} back`;
    case 'timeout':
      return `${to} did not answer ${from} in time`;
    default:
      return `${from} to ${to}: ${text(data, 'action')}`;
  }
}

const transaction = (what: string, data: Data): string =>
  `${what} of ${amount(data)} for ${text(data, 'userId')}: ${text(data, 'status')}`;

const nameOf = (data: Data): string => text(data, 'username', text(data, 'userId'));

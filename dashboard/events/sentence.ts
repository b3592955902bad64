import { clock, compact, latency, money } from '../parts/format.ts';
import { failureText } from './failure-text.ts';

/** What an event says, as far as a sentence needs it. */
export interface Sayable {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

type Data = Sayable['data'];

/** One short sentence for people; what has none tells its first fields. */
export function sentence({ type, data }: Sayable): string {
  // A backend may name a type as it likes, also as every object's own functions are named.
  const tell = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
  return (tell?.(data) || fieldsOf(data)).replaceAll(overrides, '');
}

/** Marks that turn the direction of what follows: in one field they would turn the whole row. */
const overrides = /[\u202A-\u202E\u2066-\u2069]/g;

const text = (data: Data, name: string, otherwise = ''): string => {
  const value = data[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
};
const number = (data: Data, name: string): number => Number(data[name]) || 0;
const amount = (data: Data): string =>
  money(number(data, 'amount'), typeof data.currency === 'string' ? data.currency : undefined);

const proposal = (data: Data): string => {
  const from = text(data, 'fromUserId');
  const to = text(data, 'toUserId');
  switch (data.action) {
    case 'created':
      return `${from} proposes ${amount(data)} to ${to}`;
    case 'accepted':
      return `${to} accepts ${amount(data)} of ${from}, after ${latency(number(data, 'pendingMs'))}`;
    case 'rejected':
      return `${to} rejects ${amount(data)} of ${from}`;
    case 'cancelled':
      return `${from} takes ${amount(data)} to ${to} back`;
    case 'timeout':
      return `${to} did not answer ${from} in time`;
    default:
      return `${from} to ${to}: ${text(data, 'action')}`;
  }
};

const transaction = (what: string) => (data: Data) =>
  `${what} of ${amount(data)} for ${text(data, 'userId')}: ${text(data, 'status')}`;

/** What is told of the types of the Outbox, each of whose fields is optional; nothing if none is there. */
const outbox: Readonly<Record<string, (data: Data) => string>> = {
  notification: data => joined(text(data, 'title'), text(data, 'message')),
  dashboardUpdate: data =>
    changed(text(data, 'dashboard'), 'the dashboard', without(data, 'dashboard')),
  reportUpdate: data => {
    const report = text(data, 'reportId', text(data, 'report'));
    const status = text(data, 'status');
    if (report !== '' && status !== '') return `the report ${report} is ${status}`;
    return changed(report, 'the report', without(data, 'reportId', 'report', 'link'));
  },
  userUpdate: data => changed(text(data, 'userId'), 'the user', without(data, 'userId')),
  systemAlert: data => joined(text(data, 'component'), text(data, 'message')),
  ODDS_UPDATE: data =>
    joined(
      ['the odds', text(data, 'fightId')].filter(Boolean).join(' of '),
      fields(without(data, 'fightId')),
    ),
};

const joined = (...parts: readonly string[]): string =>
  parts.filter(part => part !== '').join(': ');
/** That something of a name has changed, and how; of no name, only how. */
const changed = (name: string, what: string, how: Data): string =>
  joined(name === '' ? '' : `${what} ${name} has changed`, fields(how));
const without = (data: Data, ...names: readonly string[]): Data =>
  Object.fromEntries(Object.entries(data).filter(([field]) => !names.includes(field)));

const sentences: Readonly<Record<string, (data: Data) => string>> = {
  ...outbox,
  SYSTEM_STATUS: data =>
    `${text(data, 'component', 'the system')} is ${text(data, 'status')}${after(data, 'message')}`,
  DATABASE_PERFORMANCE: data =>
    `a query took ${latency(number(data, 'durationMs'))}, allowed are ${latency(number(data, 'thresholdMs'))}`,
  SYSTEM_MAINTENANCE: data =>
    `maintenance of ${text(data, 'component', 'the system')} is ${text(data, 'status')}${after(data, 'message')}`,
  FIGHT_CREATED: data =>
    `${text(data, 'title', text(data, 'fightId'))}: ${text(data, 'red', 'red')} against ${text(data, 'blue', 'blue')}`,
  FIGHT_STATUS_UPDATE: data =>
    `${text(data, 'fightId')} goes from ${text(data, 'oldStatus')} to ${text(data, 'newStatus')}${
      data.winner === undefined ? '' : `, ${text(data, 'winner')} wins`
    }`,
  BETTING_WINDOW_OPENED: data => `bets are open for ${text(data, 'fightId')}`,
  BETTING_WINDOW_CLOSED: data =>
    `bets are closed for ${text(data, 'fightId')}${
      data.openMs === undefined ? '' : ` after ${clock(number(data, 'openMs'))}`
    }`,
  NEW_BET: data =>
    `${text(data, 'userId')} bets ${amount(data)} on ${text(data, 'side')} in ${text(data, 'fightId')}`,
  BET_MATCHED: data => `a bet of ${amount(data)} found its match`,
  PAGO_PROPOSAL: proposal,
  DOY_PROPOSAL: proposal,
  USER_REGISTERED: data => `${name(data)} registered`,
  USER_VERIFIED: data => `${name(data)} was verified${by(data)}`,
  USER_BANNED: data => `${name(data)} was banned${by(data)}${after(data, 'reason')}`,
  ADMIN_ACTION: data =>
    `${text(data, 'action').replaceAll('_', ' ')} for ${text(data, 'userId')}${by(data)}`,
  WALLET_TRANSACTION: data => transaction(text(data, 'type', 'transaction'))(data),
  PAYMENT_PROCESSED: transaction('payment'),
  PAYOUT_PROCESSED: transaction('payout'),
  STREAM_STARTED: data => `video ${text(data, 'streamId')} is live`,
  STREAM_ENDED: data => `video ${text(data, 'streamId')} ended`,
  STREAM_ERROR: data => `video ${text(data, 'streamId')} failed${after(data, 'error')}`,
  VIEWER_COUNT_UPDATE: data =>
    `${compact(number(data, 'viewerCount'))} are watching ${text(data, 'streamId')}`,
};

const name = (data: Data): string => text(data, 'username', text(data, 'userId'));
const by = (data: Data): string =>
  data.updatedBy === undefined ? '' : ` by ${text(data, 'updatedBy')}`;
const after = (data: Data, field: string): string => {
  const said = failureText(data[field]);
  return said === undefined ? '' : `: ${said}`;
};

const fieldsShown = 3;

const fieldsOf = (data: Data): string => fields(data) || 'no details';

function fields(data: Data): string {
  return Object.entries(data)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, fieldsShown)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

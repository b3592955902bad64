import { cutText } from '../../core/wire/cut-text.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';
import { money } from '../../core/wire/money.ts';
import type { Priority } from '../../core/wire/priority.ts';
import type { Proposal, ProposalOutcome } from '../../core/wire/socket/proposal.ts';
import type { ServerData } from '../../core/wire/socket/server-message.ts';
import type { ClientRecord, SessionStatus, StreamStatus } from './client-record.ts';
import { choiceText } from './payment-stream-choice.ts';
import { paymentStreamSentence } from './payment-stream-sentence.ts';
import { shortId } from './pending-book.ts';
import { placeText, type StreamPlace } from './stream-place.ts';
import { webhookLines, webhookSentence } from './webhook-lines.ts';
import { followedLine, workflowLines, workflowSentence } from './workflow-lines.ts';

export type Colour = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';

/** What the lines need to know of where they are shown. */
export interface Surface {
  readonly paint: (colour: Colour, text: string) => string;
  readonly userId: string | undefined;
  /** What is left of a proposal, by the server's clock. */
  readonly remainingMs: (proposal: Proposal) => number;
}

const timeWidth = 8;

/** What a record says to people: no line, one, or several. */
export function renderRecord(record: ClientRecord, surface: Surface): readonly string[] {
  const lines = linesOf(record, surface);
  if (record.record === 'result' && record.command === 'help') return lines;
  const time = surface.paint('dim', timeOfDay(record.at));
  return lines.map((line, at) => `${at === 0 ? time : ' '.repeat(timeWidth)} ${line}`);
}

function linesOf(record: ClientRecord, surface: Surface): readonly string[] {
  const { paint } = surface;
  switch (record.record) {
    case 'event':
      return [eventLine(placeText(record), record.event, surface)];
    case 'gap':
      return [
        `${paint('cyan', placeText(record))} ${paint('yellow', 'gap')} events may be missing here: ${plain(record.gap.reason)}`,
      ];
    case 'message':
      return messageLines(record, surface);
    case 'pending':
      return [pendingLine(record.proposal, surface)];
    case 'held':
      return [
        `${paint('yellow', `${record.command} waits`)} for the socket, which is lost: at most ${clock(record.timeoutMs)}`,
      ];
    case 'state':
      return stateLines(record, surface);
    case 'result':
      return resultLines(record, surface);
  }
}

const colourOf: Readonly<Record<Priority, Colour | undefined>> = {
  low: 'dim',
  normal: undefined,
  high: 'yellow',
  critical: 'red',
};

function eventLine(place: string, event: ChannelEvent, { paint }: Surface) {
  const { type, priority, data } = event;
  const colour = colourOf[priority];
  const name = colour === undefined ? type : paint(colour, type);
  const sentence =
    paymentStreamSentence(event, timeOfDay) ??
    workflowSentence(event, timeOfDay) ??
    webhookSentence(event);
  return `${paint('cyan', place)} ${name} ${sentence === undefined ? fieldsOf(data) : plain(sentence)}`;
}

const fieldsShown = 5;
const longestField = 60;

/** The first fields of an event that fit a line. */
function fieldsOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .slice(0, fieldsShown)
    .map(([key, value]) => `${plain(key)}=${fieldText(key, value)}`)
    .join(' ');
}

/** Times of events are numbers of milliseconds in fields such as `openedAt`. */
function fieldText(key: string, value: unknown): string {
  if (key.endsWith('At') && typeof value === 'number') return timeOfDay(value);
  return cutText(plain(String(value)), longestField);
}

function messageLines(
  { name, data }: Extract<ClientRecord, { readonly record: 'message' }>,
  surface: Surface,
): readonly string[] {
  switch (name) {
    case 'proposal_result': {
      const { proposal, outcome } = data as ServerData<typeof name>;
      return [`${outcomeText(outcome, surface)} ${proposalText(proposal, surface)}`];
    }
    case 'proposal_created':
    case 'proposal_received':
    case 'pending_proposals':
      // What is pending is a record of its own.
      return [];
    case 'reconnect': {
      const { message, retryMs } = data as ServerData<typeof name>;
      const seconds = Math.ceil(retryMs / 1_000);
      return [
        `${surface.paint('yellow', 'maintenance')} ${plain(message)}; it is tried again in ${seconds} s`,
      ];
    }
    case 'workflow_event': {
      const { workflowId, event } = data as ServerData<typeof name>;
      const place = surface.paint('cyan', 'workflow');
      return event === undefined
        ? [
            `${place} ${plain(workflowId)} an event too large for a socket: \`workflow ID\` shows it`,
          ]
        : [eventLine('workflow', event, surface)];
    }
    case 'subscribed': {
      const { workflowId, gap } = data as ServerData<typeof name>;
      if (gap === undefined) return [];
      const place = surface.paint('cyan', 'workflow');
      const mark = surface.paint('yellow', 'gap');
      return [`${place} ${plain(workflowId)} ${mark} events may be missing here: ${plain(gap)}`];
    }
    case 'unsubscribed': {
      const { workflowId } = data as ServerData<typeof name>;
      return [`workflow ${plain(workflowId)} is not followed any more`];
    }
    case 'inbox_event': {
      const { event } = data as ServerData<typeof name>;
      return event === undefined
        ? [
            `${surface.paint('cyan', 'inbox')} an event too large for a socket: \`channel inbox\` shows it`,
          ]
        : [eventLine('inbox', event, surface)];
    }
  }
}

const outcomeColours: Readonly<Record<ProposalOutcome, Colour>> = {
  accepted: 'green',
  rejected: 'red',
  cancelled: 'yellow',
  timeout: 'yellow',
};

function outcomeText(outcome: ProposalOutcome, { paint }: Surface): string {
  return paint(outcomeColours[outcome], outcome === 'timeout' ? 'timed out' : outcome);
}

/** `pago 50.00 MXN to beto on f1 "va" p-a0ba9e2b`. */
function proposalText(proposal: Proposal, { paint, userId }: Surface): string {
  const { kind, amount, currency, fromUserId, toUserId, fightId, message, proposalId } = proposal;
  const other = fromUserId === userId ? `to ${toUserId}` : `from ${fromUserId}`;
  const words = message === undefined ? '' : ` "${plain(message)}"`;
  const about = plain(`${kind} ${money(amount, currency)} ${other} on ${fightId}`);
  return `${about}${words} ${paint('bold', shortId(proposalId))}`;
}

function pendingLine(proposal: Proposal, surface: Surface): string {
  const { paint } = surface;
  const isOwn = proposal.fromUserId === surface.userId;
  const left = paint('yellow', `${clock(surface.remainingMs(proposal))} left`);
  return `${paint('green', isOwn ? 'made' : 'received')} ${proposalText(proposal, surface)} ${left}`;
}

function stateLines(
  { of, status, method, stopReason, problem }: Extract<ClientRecord, { readonly record: 'state' }>,
  { paint }: Surface,
): readonly string[] {
  const place = paint('cyan', of);
  const why = problem === undefined ? '' : `: ${plain(problem.message)}`;
  switch (status) {
    case 'open':
      return [`${place} ${paint('green', 'open')}`];
    case 'polling':
      return [`${place} ${paint('yellow', 'polling')}, as streaming fails${why}`];
    case 'waiting':
    case 'offline':
      return [`${place} ${paint('yellow', 'lost')}${why}; it is tried again`];
    case 'stopped':
      if (stopReason === 'closed') return [`${place} closed`];
      return [
        `${place} ${paint('red', 'stopped')} (${stopReason})${why}${
          stopReason === 'unauthorized' && problem?.code !== 'TOKEN_REVOKED'
            ? '; `auth` takes a fresh token'
            : ''
        }`,
      ];
    default:
      return method === undefined ? [] : [`${place} ${status} by ${method}`];
  }
}

function resultLines(
  record: Extract<ClientRecord, { readonly record: 'result' }>,
  surface: Surface,
): readonly string[] {
  const { paint } = surface;
  if (record.ending !== 'done') {
    const { command, message, code, next } = record;
    return [`${paint('red', `${command}: ${plain(message)}`)} (${code})`, plain(next)];
  }
  const data = record.data as Readonly<Record<string, unknown>> | undefined;
  switch (record.command) {
    case 'connect':
      return [connectedLine(data, surface)];
    case 'auth':
      return [`you are ${data?.userId}, ${data?.role}`];
    case 'channel':
      return [`following ${placeOf(record)}: what happens from now on is shown`];
    case 'subscribe':
    case 'unsubscribe':
      if (data?.workflowId === undefined) return [`${placeOf(record)} shows ${data?.shown}`];
      return record.command === 'subscribe' ? [plain(followedLine(record.data))] : [];
    case 'workflows':
    case 'workflow':
    case 'approve':
    case 'reject':
    case 'bulk':
      return workflowLines(record.command, record.data, timeOfDay).map(plain);
    case 'webhooks':
    case 'webhook':
      return webhookLines(record.command, record.data).map(plain);
    case 'disconnect':
      return Array.isArray(data?.closed) && data.closed.length === 0 ? ['it was not open'] : [];
    case 'status':
      return statusLines(record.data as SessionStatus, surface);
    case 'help':
      return record.data as readonly string[];
    default:
      // What the others did was reported as it happened.
      return [];
  }
}

/** Which channels a command was carried out for, and which payment streams. */
function placeOf({ data }: { readonly data?: unknown }): string {
  const place = data as StreamPlace & Pick<StreamStatus, 'paymentStreams'>;
  return `${placeText(place)}${choiceOf(place)}`;
}

function choiceOf({ paymentStreams }: Pick<StreamStatus, 'paymentStreams'>): string {
  return paymentStreams === undefined ? '' : ` (${plain(choiceText(paymentStreams))})`;
}

function connectedLine(
  data: Readonly<Record<string, unknown>> | undefined,
  { userId = 'yourself' }: Surface,
): string {
  const codes = Array.isArray(data?.currencies) ? data.currencies.join(', ') : '';
  const currencies = codes === '' ? '' : `; currencies: ${codes}`;
  return `connected as ${userId}; pending proposals: ${data?.pending}${currencies}`;
}

/** How a session stands. */
function statusLines(status: SessionStatus, surface: Surface): readonly string[] {
  const { who, socket, streams, pending } = status;
  const { paint } = surface;
  const why = (problem: SessionStatus['socket']['problem']): string =>
    problem === undefined ? '' : `, ${plain(problem.message)}`;
  return [
    `you       ${who === undefined ? 'not signed in: use `auth`' : `${who.userId}, ${who.role}`}`,
    `socket    ${stateText(socket.status, surface)}, messages ${socket.messages}, failures ${socket.failures}${why(socket.problem)}`,
    ...streams.map(
      ({ isShown, status: state, method, failures, events, shown, filter, ...place }) =>
        `${place.channels === undefined ? 'channel ' : 'channels'}  ${paint('cyan', placeText(place))}${choiceOf(place)}${isShown ? ' (shown)' : ''} ${stateText(state, surface)}${
          method === undefined ? '' : ` by ${method}`
        }, events ${events}, shown ${shown} (${filter}), failures sse ${failures.sse} poll ${failures.poll}`,
    ),
    ...(streams.length === 0 ? ['channels  none: `channel fights` follows one'] : []),
    `pending   ${pending.length === 0 ? 'nothing' : pending.length}`,
    ...pending.map(({ proposal }) => `          ${pendingLine(proposal, surface)}`),
  ];
}

function stateText(status: string, { paint }: Surface): string {
  if (status === 'open') return paint('green', status);
  return status === 'closed' || status === 'idle' ? status : paint('yellow', status);
}

/** What stands before the cursor; with proposals pending, how many and how long the next one has. */
export function promptText(
  { who, pending }: Pick<SessionStatus, 'who' | 'pending'>,
  paint: Surface['paint'],
): string {
  const [next] = pending;
  const left =
    next === undefined
      ? ''
      : ` ${paint('yellow', `${pending.length} pending ${clock(next.remainingMs)}`)}`;
  return `${paint('bold', who?.userId ?? 'nobody')}${left}> `;
}

/** A length of time as a clock shows it; a second that has begun counts. */
function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function timeOfDay(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}

/** Text of others without what a terminal would obey. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}

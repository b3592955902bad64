import type { PaymentStreamFilter } from '../../clients/browser/index.ts';
import { roleNameSchema } from '../../core/auth/claims.ts';
import { channels, servedChannel } from '../../core/channel/channels.ts';
import { type ChannelName, eventTypePattern } from '../../core/wire/event.ts';
import { actionSchemas, type NewProposal } from '../../core/wire/socket/client-message.ts';
import { type ProposalKind, proposalKinds } from '../../core/wire/socket/proposal.ts';
import { userIdSchema } from '../../core/wire/user-id.ts';
import { type CommandName, isCommandName, usages } from './command-usages.ts';
import { everyType } from './event-filter.ts';
import { nearestChannel } from './nearest-channel.ts';
import { choiceOptions, readChoice } from './payment-stream-choice.ts';
import { readOptions, shorten } from './read-words.ts';
import { splitWords } from './split-words.ts';
import { readWebhook, readWebhooks, type WebhookCommand } from './webhook-command.ts';
import {
  readBulk,
  readDecision,
  readWorkflow,
  readWorkflows,
  type WorkflowCommand,
} from './workflow-command.ts';

/** Whom to sign a token for. */
export interface Holder {
  readonly sub: string;
  readonly role: string;
}

/** Where a token comes from; `same`: from where it came before. */
export type AuthSource =
  | { readonly kind: 'same' }
  | { readonly kind: 'as'; readonly holder: Holder }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'token'; readonly token: string };

/** Those of one stream, in the order of the list of channels: however they are named, it is the same stream. */
type ChannelList = readonly [ChannelName, ...ChannelName[]];

/** One command, understood. */
export type ClientCommand =
  | { readonly name: 'connect' | 'status' | 'quit' }
  | { readonly name: 'auth'; readonly source: AuthSource }
  | {
      readonly name: 'channel';
      readonly channels: ChannelList;
      readonly history: number;
      readonly paymentStreams?: PaymentStreamFilter;
    }
  | { readonly name: 'subscribe' | 'unsubscribe'; readonly types: readonly string[] }
  /** Over the socket. */
  | { readonly name: 'subscribe' | 'unsubscribe'; readonly workflowId: string }
  | WorkflowCommand
  | WebhookCommand
  | { readonly name: 'propose'; readonly kind: ProposalKind; readonly proposal: NewProposal }
  | {
      readonly name: 'respond';
      readonly proposal: string;
      readonly response: 'accept' | 'reject';
    }
  | { readonly name: 'cancel'; readonly proposal: string }
  /** Without `record` it waits for the time alone; without `withinSec` until it is stopped. */
  | { readonly name: 'wait'; readonly record?: string; readonly withinSec?: number }
  /** The socket, or the stream of these channels. */
  | { readonly name: 'disconnect'; readonly what?: 'socket' | ChannelList }
  | { readonly name: 'help'; readonly about?: CommandName };

export type ParsedCommand =
  | { readonly kind: 'command'; readonly command: ClientCommand }
  /** An empty line, or a comment. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'misused'; readonly name?: CommandName; readonly message: string };

/** What a line asks for. A message never repeats what may be a token. */
export function parseCommand(line: string): ParsedCommand {
  if (/^\s*(#|$)/.test(line)) return { kind: 'nothing' };
  const words = splitWords(line);
  if (words === undefined) return misused(undefined, 'a quote was opened and not closed');
  const [first = '', ...rest] = words;
  const name = first.toLowerCase();
  if (!isCommandName(name)) {
    const received = shorten(first);
    return misused(undefined, `received "${received}", expected a command; help lists them`);
  }
  const read = readers[name](rest);
  return typeof read === 'string' ? misused(name, read) : { kind: 'command', command: read };
}

function misused(name: CommandName | undefined, message: string): ParsedCommand {
  return { kind: 'misused', ...(name === undefined ? {} : { name }), message };
}

/** Reads what follows a command's name; a text says what was wrong with it. */
type Reader = (words: readonly string[]) => ClientCommand | string;

const readers: Readonly<Record<CommandName, Reader>> = {
  connect: words => alone('connect', words),
  status: words => alone('status', words),
  quit: words => alone('quit', words),
  auth: readAuth,
  channel: readChannel,
  subscribe: words => readSubscription('subscribe', words),
  unsubscribe: words => readSubscription('unsubscribe', words),
  propose: readProposal,
  respond: readResponse,
  cancel: ([proposal, ...more]) =>
    proposal === undefined || more.length > 0
      ? 'expected the id of one proposal, its beginning, or last'
      : { name: 'cancel', proposal },
  workflows: readWorkflows,
  workflow: readWorkflow,
  approve: words => readDecision('approve', words),
  reject: words => readDecision('reject', words),
  bulk: readBulk,
  webhooks: readWebhooks,
  webhook: readWebhook,
  wait: readWait,
  disconnect: readDisconnect,
  help: ([about, ...more]) => {
    if (about === undefined) return { name: 'help' };
    return isCommandName(about) && more.length === 0
      ? { name: 'help', about }
      : `received "${shorten(about)}", expected one of ${Object.keys(usages).join(', ')}`;
  },
};

function alone(name: 'connect' | 'status' | 'quit', words: readonly string[]) {
  return words.length === 0 ? { name } : `received "${shorten(words[0])}", expected nothing`;
}

/** `ana:admin`, or why it is not that. */
export function readHolder(text: string): Holder | string {
  const mark = text.lastIndexOf(':');
  const sub = userIdSchema.safeParse(text.slice(0, Math.max(0, mark)));
  const role = roleNameSchema.safeParse(text.slice(mark + 1));
  return sub.success && role.success && mark > 0
    ? { sub: sub.data, role: role.data }
    : `--as: received "${shorten(text)}", expected USER:ROLE such as ana:admin`;
}

function readAuth(words: readonly string[]): ClientCommand | string {
  const options = { as: { type: 'string' }, 'token-file': { type: 'string' } } as const;
  const parsed = readOptions(words, options);
  if (typeof parsed === 'string') return parsed;
  const { as, 'token-file': file } = parsed.values;
  const [token, ...more] = parsed.positionals;
  const given = [as, file, token].filter(one => one !== undefined);
  if (given.length > 1 || more.length > 0) {
    return 'received several of --as, --token-file and a token, expected one of them';
  }
  const auth = (source: AuthSource): ClientCommand => ({ name: 'auth', source });
  if (token !== undefined) return auth({ kind: 'token', token });
  if (file !== undefined) return auth({ kind: 'file', file });
  if (as === undefined) return auth({ kind: 'same' });
  const holder = readHolder(as);
  return typeof holder === 'string' ? holder : auth({ kind: 'as', holder });
}

function readChannel(words: readonly string[]): ClientCommand | string {
  const history = { type: 'string', default: '0' } as const;
  const parsed = readOptions(words, { history, ...choiceOptions } as const);
  if (typeof parsed === 'string') return parsed;
  const [names, ...more] = parsed.positionals;
  if (names === undefined) return 'received "", expected a channel such as fights';
  if (more.length > 0) {
    return `received "${shorten(more[0])}" after a channel, expected nothing; several are written fights,bets`;
  }
  const list = readChannelList(names);
  if (typeof list === 'string') return list;
  const count = whole(parsed.values.history, 0, 100);
  if (count === undefined) {
    return `--history: received "${shorten(parsed.values.history)}", expected 0 to 100`;
  }
  const choice = readChoice(parsed.values, list);
  if (typeof choice === 'string') return choice;
  const command = { name: 'channel', channels: list, history: count } as const;
  return choice === undefined ? command : { ...command, paymentStreams: choice };
}

/** `fights,bets`, or why it is not that. */
function readChannelList(text: string): ChannelList | string {
  const names = text.split(',');
  const odd = names.find(name => servedChannel(name) === undefined);
  if (odd !== undefined) {
    return `received "${shorten(odd)}", expected a channel such as ${nearestChannel(odd)}`;
  }
  const [first, ...more] = channels.flatMap(({ name }) => (names.includes(name) ? [name] : []));
  return first === undefined || more.length + 1 < names.length
    ? `received "${shorten(text)}", expected each channel once`
    : [first, ...more];
}

/** The word that stands before the id of a workflow; no event type is called like it. */
const workflowWord = 'workflow';

function readSubscription(name: 'subscribe' | 'unsubscribe', types: readonly string[]) {
  const [first, workflowId, ...more] = types;
  if (first?.toLowerCase() === workflowWord) {
    return workflowId === undefined || more.length > 0
      ? 'expected the id of one workflow after workflow'
      : { name, workflowId };
  }
  const odd = types.find(type => type !== everyType && !eventTypePattern.test(type));
  if (odd !== undefined) return `received "${shorten(odd)}", expected an event type or *`;
  return types.length === 0 ? 'expected event types, *, or workflow and an id' : { name, types };
}

function readProposal(words: readonly string[]): ClientCommand | string {
  const parsed = readOptions(words, {
    message: { type: 'string' },
    currency: { type: 'string' },
    odds: { type: 'string' },
  } as const);
  if (typeof parsed === 'string') return parsed;
  const { message, currency, odds } = parsed.values;
  const [kindWord = '', toUserId = '', fightId = '', amount = '', ...more] = parsed.positionals;
  const kind = proposalKinds.find(one => one === kindWord.toLowerCase());
  if (kind === undefined) return `received "${shorten(kindWord)}", expected pago or doy`;
  if (amount === '' || more.length > 0) {
    return `received ${parsed.positionals.length - 1} words after ${kind}, expected TO FIGHT AMOUNT; quote a text that has spaces`;
  }
  const checked = actionSchemas[`create_${kind}_proposal`].safeParse({
    toUserId,
    fightId,
    amount: Number(amount),
    ...(message === undefined ? {} : { message }),
    ...(currency === undefined ? {} : { currency }),
    ...(odds === undefined ? {} : { odds: Number(odds) }),
  });
  if (checked.success) return { name: 'propose', kind, proposal: checked.data };
  const [issue] = checked.error.issues;
  return issue?.path[0] === 'amount'
    ? `received the amount "${shorten(amount)}", expected a whole number of minor units above 0, such as 5000 for 50.00 MXN`
    : `${issue?.path.join('.')}: ${issue?.message}`;
}

function readResponse([proposal, response, ...more]: readonly string[]): ClientCommand | string {
  const answer = (['accept', 'reject'] as const).find(one => one === response?.toLowerCase());
  return proposal === undefined || answer === undefined || more.length > 0
    ? 'expected the id of a proposal, its beginning or last; and accept or reject'
    : { name: 'respond', proposal, response: answer };
}

const longestWaitSec = 86_400;

function readWait([first, second, ...more]: readonly string[]): ClientCommand | string {
  if (first === undefined) return { name: 'wait' };
  const isTimeOnly = /^\d+$/.test(first);
  const record = isTimeOnly ? {} : { record: first };
  const time = isTimeOnly ? first : second;
  const withinSec = time === undefined ? undefined : whole(time, 1, longestWaitSec);
  const isExtra = more.length > 0 || (isTimeOnly && second !== undefined);
  if (isExtra || (time !== undefined && withinSec === undefined)) {
    return `expected what to wait for, and 1 to ${longestWaitSec} seconds`;
  }
  return { name: 'wait', ...record, ...(withinSec === undefined ? {} : { withinSec }) };
}

function readDisconnect([what, ...more]: readonly string[]): ClientCommand | string {
  if (what === undefined) return { name: 'disconnect' };
  const place = what === 'socket' ? 'socket' : readChannelList(what);
  if (more.length > 0 || (place !== 'socket' && typeof place === 'string')) {
    return `received "${shorten(what)}", expected nothing, socket, or a channel`;
  }
  return { name: 'disconnect', what: place };
}

function whole(text: string, min: number, max: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

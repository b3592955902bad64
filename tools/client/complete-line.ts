import { channels } from '../../core/channel/channels.ts';
import { payloadSchemas } from '../../core/wire/payloads.ts';
import { proposalKinds } from '../../core/wire/socket/proposal.ts';
import { deliveryStates, webhookFormats, webhookSignatures } from '../../core/wire/webhook.ts';
import { workflowStatuses } from '../../core/wire/workflow.ts';
import type { PendingStatus } from './client-record.ts';
import { isCommandName, usages } from './command-usages.ts';
import { lastOne } from './pending-book.ts';
import { webhookChangeOptions, webhookOptions, webhookWords } from './webhook-command.ts';
import { bulkWords } from './workflow-command.ts';

/** What is known at the moment of the question. */
export interface Completable {
  readonly pending: readonly PendingStatus[];
  readonly currencies: readonly string[];
  /** Ids of workflows that were shown, and of operations on many. */
  readonly workflowIds: readonly string[];
  readonly operationIds: readonly string[];
  /** Ids of webhooks and of deliveries that were shown. */
  readonly webhookIds: readonly string[];
  readonly deliveryIds: readonly string[];
}

const channelNames = channels.map(({ name }) => name);
const eventTypes = Object.keys(payloadSchemas).sort();
const waitNames = [
  'pending',
  'proposal_result',
  'proposal_received',
  'proposal_created',
  'inbox_event',
  'workflow_event',
];
const bulkOptions = ['--status', '--step', '--assignee', '--due-before', '--reason'];

/** Those that take channels separated by commas. */
const listCommands: ReadonlySet<string> = new Set(['channel', 'disconnect']);

/** What the last word of the line, or what stands after its last comma, may become, and that part. */
export function completeLine(line: string, known: Completable): [string[], string] {
  const words = line.trimStart().split(/\s+/);
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? '';
  const isList = listCommands.has(before[0] ?? '') || before.at(-1) === '--channels';
  const named = isList ? word.split(',').slice(0, -1) : [];
  const typed = named.length === 0 ? word : word.slice(word.lastIndexOf(',') + 1);
  // After a comma there are channels left to name.
  const isOpen = (one: string): boolean =>
    named.length === 0 || (one !== 'socket' && !named.includes(one));
  const found = candidates(before, known).filter(one => one.startsWith(typed) && isOpen(one));
  return [found.map(one => `${one} `), typed];
}

function candidates(before: readonly string[], known: Completable): readonly string[] {
  const { pending, currencies, workflowIds, operationIds, webhookIds } = known;
  const [name, ...words] = before;
  if (name === undefined) return Object.keys(usages);
  if (!isCommandName(name)) return [];
  const idsOf = (side: PendingStatus['side']): readonly string[] => {
    const ids = pending.flatMap(one => (one.side === side ? [one.proposal.proposalId] : []));
    return ids.length === 0 ? [] : [...ids, lastOne];
  };
  const at = words.length;
  switch (name) {
    case 'auth':
      return at === 0 ? ['--as', '--token-file'] : [];
    case 'channel':
      if (at === 0) return channelNames;
      return words[0]?.split(',').includes('payment-streams')
        ? ['--history', '--streams', '--users', '--all']
        : ['--history'];
    case 'subscribe':
    case 'unsubscribe':
      if (words[0] === 'workflow') return at === 1 ? workflowIds : [];
      return [...eventTypes, '*', ...(at === 0 ? ['workflow'] : [])].filter(
        type => !words.includes(type),
      );
    case 'propose':
      if (at === 0) return proposalKinds;
      if (words.at(-1) === '--currency') return currencies;
      return at >= 4 ? ['--message', '--currency', '--odds'] : [];
    case 'respond':
      if (at === 0) return idsOf('received');
      return at === 1 ? ['accept', 'reject'] : [];
    case 'cancel':
      return at === 0 ? idsOf('made') : [];
    case 'workflows':
      return at === 0 ? workflowStatuses : [];
    case 'workflow':
      return at === 0 ? workflowIds : [];
    case 'approve':
    case 'reject':
      return at === 0 ? workflowIds : ['--step', '--for'];
    case 'bulk':
      if (at === 0) return bulkWords;
      if (words[0] === 'approve' || words[0] === 'cancel') return [...bulkOptions, ...workflowIds];
      return at === 1 && words[0] !== 'confirm' ? operationIds : [];
    case 'webhook':
      return at === 0 ? [...webhookWords, ...webhookIds] : webhookCandidates(words, known);
    case 'wait':
      return at === 0 ? [...waitNames, ...eventTypes] : [];
    case 'disconnect':
      return at === 0 ? ['socket', ...channelNames] : [];
    case 'help':
      return at === 0 ? Object.keys(usages) : [];
    default:
      return [];
  }
}

/** What may follow `webhook` and a word. */
function webhookCandidates(
  [what = '', ...words]: readonly string[],
  { webhookIds, deliveryIds }: Pick<Completable, 'webhookIds' | 'deliveryIds'>,
): readonly string[] {
  if (!webhookWords.some(word => word === what)) return [];
  if (what === 'add') return valuesOf(words.at(-1)) ?? (words.length > 0 ? webhookOptions : []);
  if (words.length === 0) return webhookIds;
  if (what === 'change') return valuesOf(words.at(-1)) ?? webhookChangeOptions;
  if (what === 'rotate') return words.length === 1 ? ['--overlap'] : [];
  if (words.length > 1) return [];
  if (what === 'deliveries') return deliveryStates;
  return what === 'delivery' || what === 'redeliver' ? deliveryIds : [];
}

function valuesOf(option: string | undefined): readonly string[] | undefined {
  switch (option) {
    case '--channels':
      return channelNames;
    case '--types':
      return eventTypes;
    case '--format':
      return webhookFormats;
    case '--signature':
      return webhookSignatures;
    default:
      return undefined;
  }
}

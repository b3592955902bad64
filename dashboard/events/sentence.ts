import type { EventOf, EventType, KnownEvent, ReceivedEvent } from '../../clients/react/index.ts';
import { outboxSentences } from './outbox-sentences.ts';
import { paymentStreamSentences } from './payment-stream-sentences.ts';
import { type Data, fields, type Sentences } from './reading.ts';
import { serviceSentences } from './service-sentences.ts';
import { stateSentences } from './state-sentences.ts';
import { webhookSentences } from './webhook-sentences.ts';
import { workflowSentences } from './workflow-sentences.ts';

/** Of every documented type; one that lacks does not compile. */
const sentences: Sentences = {
  ...stateSentences,
  ...paymentStreamSentences,
  ...workflowSentences,
  ...webhookSentences,
  ...outboxSentences,
  ...serviceSentences,
};

/** One short sentence for people; of a type that has none, its first fields. */
export function sentence(event: ReceivedEvent): string {
  return (ownSentence(event) || fields(event.data) || 'no details').replaceAll(overrides, '');
}

function ownSentence(event: ReceivedEvent): string {
  if ('unexpected' in event.data && event.data.unexpected === true) return surprise(event.data);
  return isKnown(event) ? sentenceOf(event) : '';
}

/** A backend may name a type as it likes, also as every object's own functions are named. */
const isKnown = (event: ReceivedEvent): event is KnownEvent => Object.hasOwn(sentences, event.type);

const sentenceOf = <T extends EventType>({ type, data }: EventOf<T>): string =>
  sentences[type](data);

/** Marks that turn the direction of what follows: in one field they would turn the whole row. */
const overrides = /[\u202A-\u202E\u2066-\u2069]/g;

/** What a change of state is of, its own key before those of what it belongs to. */
const subjects: readonly (readonly [field: string, what: string, beside?: string])[] = [
  ['proposalId', 'the proposal'],
  ['betId', 'the bet'],
  ['transactionId', 'the transaction'],
  ['streamId', 'the payment stream', 'recipient'],
  ['workflowId', 'the workflow'],
  ['streamId', 'the video'],
  ['fightId', 'the fight'],
  ['userId', 'the user'],
];

/** A transition that its table does not know comes as the type that fits it best, and may be no such thing. */
function surprise(data: Data): string {
  const { oldStatus = 'nothing', newStatus = 'nothing' } = data;
  const [field, what] = subjects.find(([key, , beside = key]) => key in data && beside in data) ?? [
    '',
    'something',
  ];
  const name = field === '' ? '' : ` ${data[field]}`;
  return `${what}${name} went from ${oldStatus} to ${newStatus}, which was not expected`;
}

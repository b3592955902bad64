import type { EventType } from '../../clients/react/index.ts';
import { outboxSentences } from './outbox-sentences.ts';
import { type Data, fields, type Tell, text } from './reading.ts';
import { serviceSentences } from './service-sentences.ts';
import { stateSentences } from './state-sentences.ts';

/** What an event says, as far as a sentence needs it. */
export interface Sayable {
  readonly type: string;
  readonly data: Data;
}

/** Of every documented type; one that lacks does not compile. */
const sentences: Readonly<Record<EventType, Tell>> = {
  ...stateSentences,
  ...outboxSentences,
  ...serviceSentences,
};

/** One short sentence for people; what has none tells its first fields. */
export function sentence({ type, data }: Sayable): string {
  const said = data.unexpected === true ? surprise(data) : tellOf(type)?.(data);
  return (said || fields(data) || 'no details').replaceAll(overrides, '');
}

/** A backend may name a type as it likes, also as every object's own functions are named. */
const tellOf = (type: string): Tell | undefined =>
  Object.hasOwn(sentences, type) ? sentences[type as EventType] : undefined;

/** Marks that turn the direction of what follows: in one field they would turn the whole row. */
const overrides = /[\u202A-\u202E\u2066-\u2069]/g;

/** What a change of state is of, its own key before those of what it belongs to. */
const subjects: readonly (readonly [field: string, what: string])[] = [
  ['proposalId', 'the proposal'],
  ['betId', 'the bet'],
  ['transactionId', 'the transaction'],
  ['streamId', 'the video'],
  ['fightId', 'the fight'],
  ['userId', 'the user'],
];

/** A transition that its table does not know comes as the type that fits it best, and may be no such thing. */
function surprise(data: Data): string {
  const [field, what] = subjects.find(([name]) => text(data, name) !== '') ?? ['', 'something'];
  const name = text(data, field);
  return `${what}${name === '' ? '' : ` ${name}`} went from ${text(data, 'oldStatus', 'nothing')} to ${text(data, 'newStatus', 'nothing')}, which was not expected`;
}

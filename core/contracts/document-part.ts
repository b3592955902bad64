import type { ChannelItem, Message, Operation, Reference } from './async-api-document.ts';
import { refTo } from './async-api-document.ts';

/** What one way of sending adds to the document, each by name. */
export interface DocumentPart {
  readonly channels: Readonly<Record<string, ChannelItem>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly messages: Readonly<Record<string, Message>>;
}

/** Where a schema stands in the document. */
export const schemasAt = '#/components/schemas/';

/** The messages of a channel: each stands among the components, by its name. */
export function messagesOf(names: readonly string[]): Readonly<Record<string, Reference>> {
  return Object.fromEntries(names.map(name => [name, refTo('components', 'messages', name)]));
}

/** Some messages of a channel, as its operations list them. */
export function messagesIn(channel: string, names: readonly string[]): readonly Reference[] {
  return names.map(name => refTo('channels', channel, 'messages', name));
}

/** A message whose payload has a schema of the same name. */
export function message(
  name: string,
  title: string,
  summary: string,
  more: Pick<Message, 'headers' | 'correlationId'> = {},
): Message {
  return { name, title, summary, payload: refTo('components', 'schemas', name), ...more };
}

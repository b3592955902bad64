import type { ChannelEvent } from '../wire/event.ts';

/**
 * An event on its way into the logs, with its JSON. An event goes to several logs, and its size is
 * measured twice on the way: it is turned into JSON once, where it is made.
 */
export interface EncodedEvent {
  readonly event: ChannelEvent;
  readonly json: string;
  /** Of the JSON, in UTF-8. */
  readonly bytes: number;
}

const encoder = new TextEncoder();

/** The event with its JSON. */
export function encodeEvent(event: ChannelEvent): EncodedEvent {
  const json = JSON.stringify(event);
  return { event, json, bytes: encoder.encode(json).byteLength };
}

/*
 * Stands in bundles for what the AWS SDK reads event streams with (lib/bundles.ts): 20 KB of each that no
 * command of ours needs. The SDK imports it when one does.
 */

/** @throws Error always: who adds a command with an event stream takes this file out. */
export class EventStreamSerde {
  constructor() {
    throw new Error('functions are bundled without event streams; expected a command without one');
  }
}

/** Of a client that is made with event streams; none of ours is. */
export const eventStreamSerdeProvider = undefined;

import type { StreamName } from '../../../core/wire/event.ts';

/** The one path of a host at which a stream is served. */
export interface StreamRoute {
  readonly channel: StreamName;
  readonly path: string;
}

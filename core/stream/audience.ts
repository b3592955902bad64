import type { Reader } from '../channel/is-visible.ts';
import { countedOn, isSelected, type Selection } from '../channel/selection.ts';
import type { Clock } from '../clock.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Statistics } from '../statistics/statistics.ts';
import type { LogHop } from '../trace/hop.ts';
import type { Cursor } from '../wire/cursor.ts';
import type { EndReason } from '../wire/end-reason.ts';
import { isPersonal } from '../wire/shown-on.ts';
import { FirstDeliveries } from './first-deliveries.ts';
import { joinBytes } from './join-bytes.ts';
import type { LogTail, TailEntry, TailSubscriber } from './log-tail.ts';

/** One reader of an audience, who has seen everything up to where the tail stood when it joined. */
export interface AudienceMember {
  readonly reader: Reader;
  readonly selection: Selection;
  /** Whether what all others get is right for it too: it stands at `from`, lacks the entries, and has room. */
  takesAlike(from: Cursor, entries: readonly TailEntry[], byteLength: number): boolean;
  /** Takes what all get alike, if anything, right after it has said that it does. */
  receive(bytes: Uint8Array | undefined, position: Cursor): void;
  /** Takes what it sees of the entries, decided for it alone, and returns that. */
  advance(entries: readonly TailEntry[], position: Cursor): readonly TailEntry[];
  stop(reason: EndReason): void;
}

/** What an audience works with. */
export interface AudiencePorts {
  readonly statistics: Pick<Statistics, 'delivered'>;
  readonly meter: Pick<Meter, 'count' | 'measure'>;
  readonly now: Clock;
  /** @default - no hop is logged */
  readonly logHop?: LogHop | undefined;
}

/** The same, and what all audiences of one tail have in common. */
interface SharedPorts extends AudiencePorts {
  readonly firsts: FirstDeliveries;
}

/**
 * The readers of one tail who may see the same. What the tail passes on is decided once for all of
 * them, and encoded into one buffer, which each of them is written once. A personal event splits that:
 * whoever sees it gets the whole batch by its own decision, so that its ids only rise.
 */
class Audience implements TailSubscriber {
  readonly members = new Set<AudienceMember>();
  readonly #first: Pick<AudienceMember, 'reader' | 'selection'>;
  readonly #ports: SharedPorts;
  /** Up to here the tail has passed everything on. */
  #position: Cursor;

  constructor({ reader, selection }: AudienceMember, position: Cursor, ports: SharedPorts) {
    this.#first = { reader, selection };
    this.#position = position;
    this.#ports = ports;
  }

  advance(entries: readonly TailEntry[], position: Cursor): void {
    const { reader, selection } = this.#first;
    const from = this.#position;
    this.#position = position;
    const personal = entries.filter(({ event }) => isPersonal(event, reader.role));
    const shared = entries.filter(
      entry => !personal.includes(entry) && isSelected(entry.event, reader, selection),
    );
    const bytes = shared.length === 0 ? undefined : joinBytes(shared.map(({ frame }) => frame));
    const byteLength = bytes?.byteLength ?? 0;
    let received = 0;
    for (const member of this.members) {
      const isAlike = member.takesAlike(from, shared, byteLength) && !seesAny(personal, member);
      if (isAlike) {
        member.receive(bytes, position);
        received += 1;
      } else {
        this.#count(member.advance(entries, position), member.reader, 1);
      }
    }
    if (received > 0) this.#count(shared, reader, received);
  }

  stop(reason: 'log-restarted' | 'unavailable'): void {
    for (const member of this.members) member.stop(reason);
  }

  /** Each event counts on one channel; its time is that of the write that made it. */
  #count(sent: readonly TailEntry[], reader: Reader, times: number): void {
    const { firsts, statistics, now } = this.#ports;
    const nowMs = now();
    for (const entry of sent) {
      const { event } = entry;
      const channel = countedOn(event, reader, this.#first.selection);
      statistics.delivered(channel, nowMs - event.timestamp, times);
      firsts.note(entry, channel);
    }
  }
}

function seesAny(entries: readonly TailEntry[], member: AudienceMember): boolean {
  // Hardly ever is there one, and every reader is asked.
  if (entries.length === 0) return false;
  const { reader, selection } = member;
  return entries.some(({ event }) => isSelected(event, reader, selection));
}

/** An audience, and what takes it off the tail. */
interface OpenAudience {
  readonly audience: Audience;
  readonly leave: () => void;
}

/** All that follow one tail, each in the audience of those who may see the same. */
export class Audiences {
  readonly tail: LogTail;
  readonly #ports: SharedPorts;
  readonly #byKey = new Map<string, OpenAudience>();

  constructor(tail: LogTail, ports: AudiencePorts) {
    this.tail = tail;
    this.#ports = { ...ports, firsts: new FirstDeliveries(ports) };
  }

  /** Adds a reader who has seen everything up to `position`, where the tail stands; the result removes it. */
  join(member: AudienceMember, position: Cursor): () => void {
    const key = audienceKey(member.reader, member.selection);
    const { audience, leave } = this.#byKey.get(key) ?? this.#open(key, member, position);
    audience.members.add(member);
    return () => {
      // Whoever has left already does not close the audience that others opened since.
      if (!audience.members.delete(member) || audience.members.size > 0) return;
      this.#byKey.delete(key);
      leave();
    };
  }

  #open(key: string, member: AudienceMember, position: Cursor): OpenAudience {
    const audience = new Audience(member, position, this.#ports);
    const open = { audience, leave: this.tail.join(audience) };
    this.#byKey.set(key, open);
    return open;
  }
}

/** All that decides what a reader is shown of events that are nobody's in particular. */
function audienceKey(
  { role, permissions = [], paymentStreams, workflows, types, minPriority }: Reader,
  { log, channels }: Selection,
): string {
  return JSON.stringify([
    ...[log, channels, role, permissions.toSorted(), paymentStreams, workflows],
    ...[types && [...types].toSorted(), minPriority],
  ]);
}

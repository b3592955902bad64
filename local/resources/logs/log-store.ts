import type { LogRecorder } from '../../contract/log-recorder.ts';

/** One line of a log group. */
export interface LogEvent {
  /** Rises with each line that is written, over all groups. */
  readonly id: number;
  readonly streamName: string;
  readonly timestampMs: number;
  readonly message: string;
}

/** How much of each group is kept; what is older is forgotten. */
export interface LogBounds {
  readonly events: number;
  /** Characters of all its messages together. */
  readonly characters: number;
}

const defaultBounds: LogBounds = { events: 20_000, characters: 4 * 1_024 * 1_024 };

/** CloudWatch takes events of 1 MB; one line of a program should not push out all others. */
const longestMessage = 256 * 1_024;

/** Of the template and of functions that name none: more than a template can make. */
const mostGroups = 1_000;

interface LogGroup {
  events: LogEvent[];
  /** Those before it are forgotten, and still take a place in the list. */
  first: number;
  characters: number;
}

/** The log groups of one host, in memory. */
export class LogStore implements LogRecorder {
  readonly #bounds: LogBounds;
  readonly #now: () => number;
  readonly #groups = new Map<string, LogGroup>();
  #written = 0;

  constructor(bounds = defaultBounds, now: () => number = Date.now) {
    this.#bounds = bounds;
    this.#now = now;
  }

  hasGroup(groupName: string): boolean {
    return this.#groups.has(groupName);
  }

  addGroup(groupName: string): void {
    if (this.#groups.has(groupName) || this.#groups.size >= mostGroups) return;
    this.#groups.set(groupName, { events: [], first: 0, characters: 0 });
  }

  append(groupName: string, streamName: string, message: string, atMs = this.#now()): void {
    this.addGroup(groupName);
    const group = this.#groups.get(groupName);
    if (group === undefined) return;
    this.#written += 1;
    const kept = message.length > longestMessage ? cut(message) : message;
    group.events.push({ id: this.#written, streamName, timestampMs: atMs, message: kept });
    group.characters += kept.length;
    this.#trim(group);
  }

  /** Those that are kept, in the order in which they were written; undefined: there is no such group. */
  events(groupName: string): readonly LogEvent[] | undefined {
    const group = this.#groups.get(groupName);
    return group?.events.slice(group.first);
  }

  #trim(group: LogGroup): void {
    const { events, characters } = this.#bounds;
    while (group.events.length - group.first > events || group.characters > characters) {
      group.characters -= group.events[group.first]?.message.length ?? 0;
      group.first += 1;
    }
    // What is forgotten is let go of once it is half of the list, so a line is moved once on average.
    if (group.first * 2 < group.events.length) return;
    group.events = group.events.slice(group.first);
    group.first = 0;
  }
}

/** Through bytes: a slice alone would keep all of the line that it is of. */
const cut = (message: string): string =>
  Buffer.from(message.slice(0, longestMessage), 'utf16le').toString('utf16le');

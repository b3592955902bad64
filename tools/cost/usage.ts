/** What is done in a month, as the bill is asked for it. */
export interface Usage {
  readonly admins: number;
  /** Pages that each admin has open. */
  readonly tabs: number;
  /** Channels that each page shows; the events come evenly on all of them. */
  readonly channels: number;
  /** Hours of a day in which all this goes on. */
  readonly hours: number;
  readonly days: number;
  /** Writes that become an event, on all channels together. */
  readonly eventsPerSecond: number;
  /** Bytes of an event's JSON. */
  readonly eventBytes: number;
  /** Bettors with an open socket. */
  readonly bettors: number;
  /** Proposals that a bettor makes in a day. */
  readonly proposals: number;
  /** Of those, the percentage that is accepted; the others time out. */
  readonly acceptedPercent: number;
  readonly tailPollMs: number;
  readonly streamLifetimeSeconds: number;
  /** Memory of the function that streams. */
  readonly memoryMb: number;
  /** Memory of one environment of a Web Function, the streams that it holds, and its share of a vCPU. */
  readonly webMemoryMb: number;
  readonly webStreams: number;
  readonly webCpuPercent: number;
}

/** What the flags say by default, and what they take. */
export const usageFlags = {
  admins: { default: 50, min: 0, max: 100_000, says: 'admins with pages open' },
  tabs: { default: 2, min: 0, max: 100, says: 'pages that each of them has open' },
  channels: { default: 3, min: 1, max: 9, says: 'channels that a page shows' },
  hours: { default: 24, min: 0, max: 24, says: 'hours of a day in which all this goes on' },
  days: { default: 30, min: 1, max: 31, says: 'days of the month' },
  'events-per-second': { default: 20, min: 0, max: 10_000, says: 'events, on all channels' },
  'event-bytes': { default: 600, min: 1, max: 240_000, says: "bytes of an event's JSON" },
  bettors: { default: 0, min: 0, max: 10_000_000, says: 'bettors with an open socket' },
  proposals: { default: 4, min: 0, max: 10_000, says: 'proposals that a bettor makes in a day' },
  'accepted-percent': { default: 50, min: 0, max: 100, says: 'of them accepted; others time out' },
  'tail-poll-ms': { default: 250, min: 50, max: 5_000, says: 'the setting tailPollMs' },
  'stream-lifetime-seconds': { default: 270, min: 5, max: 780, says: 'the setting of that name' },
  'memory-mb': { default: 256, min: 128, max: 10_240, says: 'memory of a stream' },
  'web-memory-mb': { default: 512, min: 64, max: 2_048, says: 'memory of a Web environment' },
  'web-streams': { default: 64, min: 1, max: 128, says: 'streams that a Web environment holds' },
  'web-cpu-percent': { default: 5, min: 0, max: 200, says: 'of a vCPU, in use in one' },
} as const;

/** Seconds of the month in which it goes on. */
export const activeSeconds = ({ hours, days }: Usage): number => hours * days * 3_600;

/** Pages that are open at once. */
export const pages = ({ admins, tabs }: Usage): number => admins * tabs;

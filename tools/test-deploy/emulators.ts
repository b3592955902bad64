/** What an emulator of AWS cannot judge, and what of the scenarios that leaves out. */
export interface NotJudged {
  readonly what: string;
  readonly why: string;
  /**
   * Scenarios that need it: a file by name, `live`, or a part of a title in one, `live: a poll of`;
   * `*` is all of them. Empty where no scenario needs it, or where all would pass without.
   */
  readonly leavesOut: readonly string[];
}

/** An emulator that a rehearsal was tried on. */
export interface Emulator {
  readonly name: string;
  /** The version that was tried. */
  readonly version: string;
  readonly notJudged: readonly NotJudged[];
}

/** What is true of each of them, and of the local host only where it says so. */
const ofAnyEmulator: readonly NotJudged[] = [
  {
    what: 'quotas and throttling',
    why: 'an emulator has no account that could be full: reserved concurrency, the rate of new sockets and a hot partition cost nothing there',
    leavesOut: [],
  },
  {
    what: 'time',
    why: 'how long a deployment, a cold start or a delivery takes on AWS',
    leavesOut: [],
  },
];

export const emulators: readonly Emulator[] = [
  {
    name: 'moto',
    version: '5.2.1',
    notJudged: [
      {
        what: 'whatever a function does',
        why: 'it runs functions in containers only, and calls none from a stream, a URL or a socket',
        leavesOut: ['*'],
      },
      ...ofAnyEmulator,
    ],
  },
];

/** The one of that name, in small letters. */
export function findEmulator(name: string): Emulator | undefined {
  return emulators.find(each => each.name === name.toLowerCase());
}

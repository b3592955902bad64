/** How a feed's state looks and reads. */
export interface StateWords {
  readonly label: string;
  readonly color: string;
  /** Whether events arrive in this state. */
  readonly isLive: boolean;
  /** What happens next, for whoever looks closer. */
  readonly explanation: string;
}

const words = {
  idle: { label: 'Not connected', color: 'gray', isLive: false, explanation: 'Not connected yet' },
  connecting: {
    label: 'Connecting',
    color: 'blue',
    isLive: false,
    explanation: 'Asking for the stream',
  },
  open: { label: 'Live', color: 'teal', isLive: true, explanation: 'Events arrive as they happen' },
  polling: {
    label: 'Polling',
    color: 'yellow',
    isLive: true,
    explanation: 'The stream does not work here, so events are fetched page by page',
  },
  waiting: {
    label: 'Reconnecting',
    color: 'orange',
    isLive: false,
    explanation: 'The connection ended; it comes back by itself, and nothing is lost',
  },
  offline: {
    label: 'Offline',
    color: 'orange',
    isLive: false,
    explanation: 'This machine has no network; it goes on when there is one',
  },
  stopped: {
    label: 'Stopped',
    color: 'red',
    isLive: false,
    explanation: 'It does not come back by itself',
  },
} as const satisfies Readonly<Record<string, StateWords>>;

export type FeedState = keyof typeof words;

export const stateWords = (state: FeedState): StateWords => words[state];

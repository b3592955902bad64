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
    explanation: 'Opening the stream',
  },
  open: { label: 'Live', color: 'teal', isLive: true, explanation: 'Events arrive as they happen' },
  polling: {
    label: 'Polling',
    color: 'yellow',
    isLive: true,
    explanation: 'The stream does not get through, so events are fetched by polling',
  },
  waiting: {
    label: 'Reconnecting',
    color: 'orange',
    isLive: false,
    explanation: 'The connection ended; it reconnects by itself, where it was',
  },
  offline: {
    label: 'Offline',
    color: 'orange',
    isLive: false,
    explanation: 'This device is offline; it reconnects when the network is back',
  },
  stopped: {
    label: 'Stopped',
    color: 'red',
    isLive: false,
    explanation: 'It does not reconnect by itself',
  },
} as const satisfies Readonly<Record<string, StateWords>>;

export type FeedState = keyof typeof words;

export const stateWords = (state: FeedState): StateWords => words[state];

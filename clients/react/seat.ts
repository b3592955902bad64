import type {
  ChannelEvent,
  ChannelName,
  ChannelStep,
  ChannelView,
  Connected,
  TokenSource,
} from '../browser/index.ts';
import { idleView } from './channel-reader.ts';
import { cursorOf, numberOf } from './log-place.ts';

/** One of those who share a stream, while it reads. */
export interface Seat {
  readonly channel: ChannelName;
  /** Of the latest rendering of whoever sits here. */
  readonly token: TokenSource | undefined;
  readonly trace: ((step: ChannelStep) => void) | undefined;
  /** Everything up to here was delivered, at least; `undefined`: a new reader, to whom history is due. */
  place: string | undefined;
  /**
   * `waiting`: nothing is delivered yet. `fresh`: its history is on the way. `following`: what lies
   * behind its place is delivered.
   */
  state: 'waiting' | 'fresh' | 'following';
  /** What it showed before the stream was asked for other channels, while that is under way. */
  held: ChannelView | undefined;
  readonly deliver: (event: ChannelEvent) => void;
  readonly emit: (name: 'connected' | 'gap' | 'error', news: unknown) => void;
  readonly show: (view: ChannelView) => void;
}

/** The channels of all of them, each once. */
export const channelsOf = (seats: Iterable<Seat>): readonly ChannelName[] => [
  ...new Set([...seats].map(({ channel }) => channel)),
];

/** A stream was opened that it reads: as if it were of its channel alone. */
export function greet(
  { emit, channel }: Seat,
  connected: Connected,
  replayUntil = connected.replayUntil,
): void {
  const until = replayUntil === undefined ? {} : { replayUntil };
  emit('connected', { ...connected, ...until, channel });
}

/** Whether what lies up to that number of the log is not behind its place yet. */
export const isDue = ({ state, place }: Seat, end: number): boolean =>
  state === 'following' && (place === undefined || numberOf(place) < end);

/** The place that lies before all others, in the log of the first. */
export function oldest(seats: readonly Seat[]): string | undefined {
  const places = seats.flatMap(({ place }) => (place === undefined ? [] : [place]));
  const epoch = cursorOf(places[0])?.epoch;
  return places
    .filter(place => cursorOf(place)?.epoch === epoch)
    .sort((one, other) => numberOf(one) - numberOf(other))[0];
}

/** Shows a seat how the stream stands, as far as it concerns it. */
export function showTo(seat: Seat, view: ChannelView | undefined = idleView): void {
  if (view.status !== 'connecting') seat.held = undefined;
  const isWaiting = seat.state === 'waiting' && (view.method !== undefined || view === idleView);
  if (isWaiting) seat.show({ ...view, status: 'connecting', method: undefined });
  else seat.show(seat.held ?? view);
}

import { channels } from '../../core/channel/channels.ts';
import type { ChannelName } from '../../core/wire/event.ts';

/** The channel whose name is written most like the word. */
export function nearestChannel(word: string): ChannelName {
  const byDistance = channels.map(({ name }) => ({ name, distance: editDistance(word, name) }));
  return byDistance.reduce((one, other) => (other.distance < one.distance ? other : one)).name;
}

/** How many letters have to be added, removed or replaced to make the one of the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const letter of from) {
    const above = row;
    row = [(above[0] ?? 0) + 1];
    for (let at = 1; at <= to.length; at += 1) {
      const [left = 0, over = 0, across = 0] = [row[at - 1], above[at], above[at - 1]];
      row.push(Math.min(left + 1, over + 1, across + (letter === to[at - 1] ? 0 : 1)));
    }
  }
  return row.at(-1) ?? 0;
}

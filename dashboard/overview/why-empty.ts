import type { FeedView } from '../../clients/react/index.ts';
import { stateWords } from '../feeds/state-words.ts';

/** Why a picture of all channels shows nothing: of those who are not connected nothing is known. */
export function whyEmpty(views: ReadonlyMap<string, FeedView>, whenLive: string): string {
  const states = [...views.values()].map(({ status }) => status);
  if (states.some(state => state === 'idle' || state === 'connecting')) {
    return 'Waiting for the connection…';
  }
  return states.some(state => stateWords(state).isLive)
    ? whenLive
    : 'Not connected. The channels above show why.';
}

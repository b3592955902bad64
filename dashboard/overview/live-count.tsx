import { Badge } from '@mantine/core';
import { stateWords } from '../feeds/state-words.ts';
import { useFeedViews } from '../feeds/use-feed-views.ts';

/** How many of the channels are live. */
export function LiveCount() {
  const views = [...useFeedViews().values()];
  const live = views.filter(({ status }) => stateWords(status).isLive).length;
  const color = live === views.length ? 'teal' : live === 0 ? 'red' : 'orange';
  return (
    <Badge size="lg" variant="dot" color={color} role="status">
      {live} of {views.length} channels live
    </Badge>
  );
}

import type { FeedView } from '../../clients/react/index.ts';

/**
 * Whether changes arrive, so that what was counted is so. Between two streams by plan a moment is no
 * reason to doubt it.
 */
export const isArriving = ({ status, problem }: FeedView): boolean =>
  status !== 'offline' && status !== 'stopped' && (status !== 'waiting' || problem === undefined);

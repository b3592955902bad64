import type { Feed } from './feed.ts';

/** Feeds by name, of which some are read. What is made stays: wanted again, it goes on at its place. */
export interface FeedPool<Name> {
  /** The feed of that name, made when it is first asked for; not read by that. */
  feedOf(name: Name): Feed;
  /** Reads these and no others. One that is read already is not disturbed. */
  read(wanted: Iterable<Feed>): void;
}

export function createFeedPool<Name>(make: (name: Name) => Feed): FeedPool<Name> {
  const made = new Map<Name, Feed>();
  const releases = new Map<Feed, () => void>();
  return {
    feedOf(name) {
      const feed = made.get(name) ?? make(name);
      made.set(name, feed);
      return feed;
    },
    read(wanted) {
      const these = new Set(wanted);
      for (const feed of these) {
        if (!releases.has(feed)) releases.set(feed, feed.retain());
      }
      for (const [feed, release] of releases) {
        if (these.has(feed)) continue;
        releases.delete(feed);
        release();
      }
    },
  };
}

/** Attributes of an item that may hold a person; nothing else of it is looked at. */
export interface Places {
  /** A user's id, or a list of ids: it is theirs when it is the same, letter by letter. */
  readonly ids: readonly string[];
  /** What people write: the id stands in it as a word. */
  readonly texts: readonly string[];
}

/** What backends write, at any depth: attributes of these names, whatever else there is. */
const backendPlaces: Places = {
  ids: [
    ...['userId', 'userIds', 'users', 'fromUserId', 'toUserId'],
    ...['bettorId', 'authorId', 'createdBy', 'updatedBy', 'sender', 'recipient'],
  ],
  texts: ['message', 'title', 'text', 'body', 'reason', 'note', 'comment', 'description'],
};

/**
 * Where each table may hold a person beside its keys. Times, numbers, names of attributes, statuses and
 * types are none of it: an id may be spelled like any of them.
 */
export const personPlaces = {
  Proposals: backendPlaces,
  Outbox: backendPlaces,
  /** Of the item that it quotes. */
  Quarantine: backendPlaces,
  Revocations: { ids: ['by'], texts: ['reason'] },
  /** Of a drain. */
  Limits: { ids: ['by'], texts: ['reason'] },
  /** Its subject is a list of `<kind>#<id>`, and looked at as such (item-change.ts). */
  Audit: { ids: ['actor'], texts: ['reason'] },
  /** Of its maker, and of who set it up. */
  Webhooks: { ids: ['userId', 'creatorId'], texts: ['description'] },
} as const satisfies Readonly<Record<string, Places>>;

/** What of the table Limits is by user, as `<kind>#<user>`; all else is by address. */
export const userLimits: readonly string[] = [
  ...['requests', 'credentials', 'proposals', 'cancellations'],
  ...['pending', 'streams', 'sockets'],
];

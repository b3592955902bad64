import { connectionName, isConnectionOf } from '../../core/connection/connection-id.ts';
import { shardKey } from '../../lambdas/adapters/query-shards.ts';
import { isNamedIn, maskText, maskValue, type Person, type StoredItem } from './person.ts';

/** What is done to an item that holds the person. */
export type ItemChange =
  | { readonly kind: 'remove' }
  | { readonly kind: 'mask'; readonly set: StoredItem; readonly drop: readonly string[] };

/** What is done to an item of one table; `undefined` when it does not hold the person. */
export type ChangeOf = (
  item: StoredItem,
  person: Person,
) => ItemChange | undefined | Promise<ItemChange | undefined>;

/** Written by the contract: an id of something else may be spelled like the person's. */
const proposalFacts = ['proposalId', 'kind', 'fightId', 'betId', 'currency', 'status'];

/** Both sides' proposals stay: a bet is also the other's. What was written with it goes. */
export const proposalChange: ChangeOf = (item, person) => {
  const isSide = [item.fromUserId, item.toUserId].some(side => side?.S === person.userId);
  const drop = isSide ? ['message'] : [];
  return masked(item, person, { drop, keep: proposalFacts });
};

const outboxFacts = ['eventId', 'channel', 'type', 'priority', 'source', 'fingerprint'];

/** What is for the person alone goes; of what is for others too, the person. */
export const outboxChange: ChangeOf = (item, person) => {
  const { eventId, target, userId } = item;
  const users = target?.M?.users?.L?.map(user => user.S);
  const isForPersonOnly = users?.length === 1 && users[0] === person.userId;
  const isOfPerson = userId?.S === person.userId || isNamedIn(eventId?.S ?? '', person);
  if (isForPersonOnly || isOfPerson) return { kind: 'remove' };
  return masked(item, person, { drop: [], keep: outboxFacts });
};

/** A row is kept to mend what wrote it, and holds the whole item as a text: it goes. */
export const quarantineChange: ChangeOf = ({ changeId, key, item, reason }, person) => {
  const isReport = changeId?.S === '#report';
  const texts = [item?.S ?? '', reason?.S ?? ''];
  // In the item's JSON an id may stand escaped; whatever was cut off there is not kept.
  const quotedId = JSON.stringify(person.userId);
  const isHeld =
    key?.S === person.userId ||
    texts.some(text => text.includes(quotedId) || isNamedIn(text, person));
  return isHeld && !isReport ? { kind: 'remove' } : undefined;
};

/** Entries stay, so that they can be counted; their actor and whom they are about are masked. */
export const auditChange: ChangeOf = async (item, person) => {
  const { actor, subject, reason, entryId } = item;
  const isActor = actor?.S === person.userId;
  const newSubject = await maskSubject(subject?.S, person);
  const isAbout = newSubject !== subject?.S;
  const set: Record<string, { S: string }> = {};
  if (isActor) {
    set.actor = { S: person.pseudonym };
    set.actorShard = { S: shardKey(person.pseudonym, entryId?.S ?? '') };
    set.sourceIp = { S: '' };
  }
  if (isAbout && newSubject !== undefined) set.subject = { S: newSubject };
  const isReasonOfThem = isAbout && reason !== undefined;
  if (!isReasonOfThem && reason?.S !== undefined && isNamedIn(reason.S, person)) {
    set.reason = { S: maskText(reason.S, person) };
  }
  return changed(set, isReasonOfThem ? ['reason'] : []);
};

/** Lists of `<kind>#<id>`; a connection's id has a digest in it that tells whose it is. */
async function maskSubject(subject: string | undefined, person: Person) {
  if (subject === undefined) return undefined;
  const parts = subject.split(', ').map(async part => {
    const [, kind, id = '', more = ''] =
      /^(user|connection)#(.*?)( and \d+ more)?$/.exec(part) ?? [];
    if (kind === 'user' && id === person.userId) return `user#${person.pseudonym}${more}`;
    const isTheirs = kind === 'connection' && (await isConnectionOf(id, person.userId));
    return isTheirs && connectionName(id) !== id ? `connection#${connectionName(id)}${more}` : part;
  });
  return (await Promise.all(parts)).join(', ');
}

/** Rows of theirs go, but the one that keeps their tokens out; as the admin of others' they are masked. */
export const revocationChange: ChangeOf = (item, person) => {
  const { userId, tokenId } = item;
  if (userId?.S === person.userId) return tokenId?.S === '*' ? undefined : { kind: 'remove' };
  return masked(item, person, { drop: [], keep: ['userId', 'tokenId'] });
};

/** Counts, slots and sets of theirs are of no use once nothing is open; a drain names who began it. */
export const limitChange: ChangeOf = (item, person) => {
  const [, holder] = /^[a-zA-Z]+#(.*)$/s.exec(item.subject?.S ?? '') ?? [];
  if (holder === person.userId) return { kind: 'remove' };
  return masked(item, person, { drop: [], keep: ['subject', 'slot'] });
};

function masked(
  item: StoredItem,
  person: Person,
  { drop, keep }: { readonly drop: readonly string[]; readonly keep: readonly string[] },
): ItemChange | undefined {
  const dropped = drop.filter(name => item[name] !== undefined);
  const set = Object.entries(item).flatMap(([name, value]) => {
    if (keep.includes(name) || dropped.includes(name)) return [];
    const now = maskValue(value, person);
    return JSON.stringify(now) === JSON.stringify(value) ? [] : [[name, now] as const];
  });
  return changed(Object.fromEntries(set), dropped);
}

function changed(set: StoredItem, drop: readonly string[]): ItemChange | undefined {
  return Object.keys(set).length + drop.length === 0 ? undefined : { kind: 'mask', set, drop };
}

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { arrivingAttributes } from '../../core/change/attribute-value.ts';
import { connectionName, isConnectionOf } from '../../core/connection/connection-id.ts';
import { itemText, recordOfRow } from '../../lambdas/adapters/changes/quarantine-row.ts';
import { shardKey } from '../../lambdas/adapters/dynamodb/query-shards.ts';
import { maskItem, type Person, type StoredItem } from './person.ts';
import { type Places, personPlaces, userLimits } from './person-places.ts';
import { isQuotedIn } from './quoted-item.ts';

/** What is done to an item that holds the person. */
export type ItemChange =
  | { readonly kind: 'remove' }
  | { readonly kind: 'mask'; readonly set: StoredItem; readonly drop: readonly string[] };

/** What is done to an item of one table; `undefined` when it does not hold the person. */
export type ChangeOf = (
  item: StoredItem,
  person: Person,
) => ItemChange | undefined | Promise<ItemChange | undefined>;

/** Both sides' proposals stay: a bet is also the other's. What was written with it goes. */
export const proposalChange: ChangeOf = (item, person) => {
  const isSide = [item.fromUserId, item.toUserId].some(side => side?.S === person.userId);
  return masked(item, personPlaces.Proposals, person, isSide ? ['message'] : []);
};

/** What is for the person alone goes; of what is for others too, the person. */
export const outboxChange: ChangeOf = (item, person) => {
  const users = item.target?.M?.users?.L?.map(user => user.S);
  const isForPersonOnly = users?.length === 1 && users[0] === person.userId;
  if (isForPersonOnly || item.userId?.S === person.userId) return { kind: 'remove' };
  return masked(item, personPlaces.Outbox, person);
};

/** A row is kept to mend what wrote it, and holds the whole item as a text: it goes. */
export const quarantineChange: ChangeOf = async (row, person) => {
  const { table, changeId, key, item, record } = row;
  if (changeId?.S === '#report') return undefined;
  const isTheirUser = table?.S === 'Users' && key?.S === person.userId;
  // The record has what the text was cut off before, and the item as it was before the change.
  const texts = [item?.S ?? '', ...(record?.B === undefined ? [] : await imagesOf(record.B))];
  const isTheirs =
    isTheirUser || texts.some(text => isQuotedIn(text, personPlaces.Quarantine, person));
  return isTheirs ? { kind: 'remove' } : undefined;
};

/** Both images of the record that a row has, each as JSON. */
async function imagesOf(packed: Uint8Array): Promise<readonly string[]> {
  const { dynamodb } = (await recordOfRow(packed)) as DynamoDBRecord;
  const images = [dynamodb?.OldImage, dynamodb?.NewImage];
  return images.map(image => itemText(arrivingAttributes(image ?? {})));
}

/** Entries stay, so that they can be counted; their actor and whom they are about are masked. */
export const auditChange: ChangeOf = async (item, person) => {
  const { subject, reason, entryId } = item;
  const newSubject = await maskSubject(subject?.S, person);
  const isAbout = newSubject !== subject?.S;
  const dropped = isAbout && reason !== undefined ? ['reason'] : [];
  const set: Record<string, AttributeValue> = newValues(item, personPlaces.Audit, person, dropped);
  if (set.actor !== undefined) {
    set.actorShard = { S: shardKey(person.pseudonym, entryId?.S ?? '') };
    set.sourceIp = { S: '' };
  }
  if (isAbout && newSubject !== undefined) set.subject = { S: newSubject };
  return changed(set, dropped);
};

/** Lists of `<kind>#<id>`; a connection's id has a digest of its user in it. */
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
  return masked(item, personPlaces.Revocations, person);
};

/** Counts, slots and sets of theirs are of no use once nothing is open; a drain names who began it. */
export const limitChange: ChangeOf = (item, person) => {
  const subject = item.subject?.S;
  const isTheirs = userLimits.some(kind => subject === `${kind}#${person.userId}`);
  return isTheirs ? { kind: 'remove' } : masked(item, personPlaces.Limits, person);
};

/**
 * A webhook stays, for it is sent what others work with; but nobody answers for it any more, so it is
 * disabled until somebody else enables it, and by that answers for it.
 */
export const webhookChange: ChangeOf = (item, person) => {
  // How many they set up: nobody sets up more in their name.
  if (item.webhookId?.S === `#count#${person.userId}`) return { kind: 'remove' };
  const set: Record<string, AttributeValue> = newValues(item, personPlaces.Webhooks, person, []);
  const { userId, role } = set.maker?.M ?? {};
  if (userId !== undefined) {
    set.maker = { M: { userId, role: role ?? { S: '' }, permissions: { L: [] } } };
    set.version = { N: String(Number(item.version?.N) + 1) };
    if (item.status?.S !== 'disabled') {
      set.status = { S: 'disabled' };
      set.reason = { S: 'maker_revoked' };
    }
  }
  return changed(set, []);
};

function masked(
  item: StoredItem,
  places: Places,
  person: Person,
  drop: readonly string[] = [],
): ItemChange | undefined {
  const dropped = drop.filter(name => item[name] !== undefined);
  return changed(newValues(item, places, person, dropped), dropped);
}

/** The attributes that are others without the person. */
function newValues(
  item: StoredItem,
  places: Places,
  person: Person,
  dropped: readonly string[],
): Record<string, AttributeValue> {
  const set = Object.entries(maskItem(item, places, person)).filter(
    ([name, now]) => !dropped.includes(name) && JSON.stringify(now) !== JSON.stringify(item[name]),
  );
  return Object.fromEntries(set);
}

function changed(set: StoredItem, drop: readonly string[]): ItemChange | undefined {
  return Object.keys(set).length + drop.length === 0 ? undefined : { kind: 'mask', set, drop };
}

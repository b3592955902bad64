import type { Session } from './session.ts';

/** One channel, as the deployment describes it. */
export interface ChannelEndpoint {
  readonly name: string;
  readonly title: string;
  readonly url: string;
  readonly readers: readonly string[] | 'signed-in';
  /** Whoever has it may read it, too. @default - the role alone counts */
  readonly permission?: string;
}

/** Where everything is, and how long things take in it: config.json, written at deploy. */
export interface Deployment {
  readonly channels: readonly ChannelEndpoint[];
  /** One stream of several channels; a deployment of before has none. */
  readonly liveUrl?: string;
  readonly managementUrl: string;
  readonly proposalsWebSocketUrl: string;
  readonly proposalTimeoutSeconds: number;
  /** How long a stream that was lost without being closed may count as connected. */
  readonly longestLeaseSeconds: number;
  /** How long before a deposit is used up that is reported; a deployment of before has none. */
  readonly depletionNoticeSeconds?: number;
}

/** Somebody to be on a machine of one's own. */
export interface DemoPerson {
  readonly userId: string;
  readonly role: string;
  readonly token: string;
}

/** Reads the configuration that is served beside the page. */
export async function loadDeployment(): Promise<Deployment> {
  const response = await fetch('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json was answered with ${response.status}`);
  return (await response.json()) as Deployment;
}

/** Only a machine of one's own has people to choose from; a deployed page does not even ask. */
export async function loadDemoPeople(hostname = location.hostname): Promise<readonly DemoPerson[]> {
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return [];
  const response = await fetch('/demo-people.json', { cache: 'no-store' }).catch(() => undefined);
  if (response === undefined || !response.ok) return [];
  const answer = (await response.json()) as { people: readonly DemoPerson[] };
  return answer.people;
}

/** Another token of the same person, where this machine signs them; undefined elsewhere. */
export async function freshToken({
  userId,
  role,
}: Pick<DemoPerson, 'userId' | 'role'>): Promise<string | undefined> {
  const people = await loadDemoPeople();
  return people.find(one => one.userId === userId && one.role === role)?.token;
}

/** The channels that role or permissions let one read, in the order of the deployment. */
export function readableChannels(
  { channels }: Pick<Deployment, 'channels'>,
  { role, permissions = [] }: Pick<Session, 'role' | 'permissions'>,
): readonly ChannelEndpoint[] {
  return channels
    .filter(
      ({ readers, permission }) =>
        readers === 'signed-in' ||
        readers.includes(role) ||
        (permission !== undefined && permissions.includes(permission)),
    )
    .map(channel => ({ ...channel, title: inWords(channel.title) }));
}

/** A title is a part of the names of outputs: PaymentStreams. */
const inWords = (title: string): string =>
  title.replaceAll(/(?<=[a-z])[A-Z]/g, capital => ` ${capital.toLowerCase()}`);

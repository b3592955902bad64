import type { Trust } from './deployed-trust.ts';

type Settings = Trust['settings'];

/** What follows from a change of a setting, by its name: from what is deployed to what would be. */
const consequences: Readonly<Record<string, (deployed: unknown, next: unknown) => string>> = {
  jwksUri: (deployed, next) => {
    if (next === null) {
      return 'an HS256 secret of the stack’s own is made, and tokens of the provider are refused';
    }
    return deployed === null
      ? 'the provider’s tokens are taken, and those that the stack’s own secret signed are refused'
      : 'tokens are taken that these keys signed, and all others are refused';
  },
  jwtIssuer: () => 'tokens with another iss are refused',
  jwtAudience: () => 'tokens with another aud are refused',
  jwtClientIds: () => 'access tokens of other clients are refused',
  roleClaim: () => 'another claim of a token says the role of whom it is',
  roleMap: () => 'values of that claim are other roles, or none',
  defaultRole: (_, next) =>
    next === null
      ? 'tokens that say no role are refused'
      : 'whoever is signed in has this role where the token says none',
  permissionsClaim: () => 'another claim of a token says its permissions',
  longestTokenSeconds: () => 'tokens live, and a secret that was rotated counts, as long at most',
  frontDoorOrigin: (_, next) =>
    next === null ? 'no page signs in with a cookie' : 'pages of this origin sign in with a cookie',
  checkUsers: (_, next) =>
    next === true
      ? 'only active users of the table Users bet'
      : 'everyone with a token of a bettor may bet, unless banned',
  workflowFourEyes: (_, next) =>
    next === true
      ? 'who created a workflow decides none of its steps'
      : 'who created a workflow may decide it',
  historyDays: () => 'events that are written from then on stay readable as long',
  auditDays: () => 'audit entries that are written from then on are kept as long',
  logGeneration: () =>
    'the logs begin new epochs; only a restore of EventLog raises it, and nothing lowers it',
  alarms: (_, next) =>
    next === true
      ? 'alarms wake whoever is subscribed to their topic'
      : 'all alarms, their topic and its subscriptions are removed: nobody is woken',
  alarmEmail: (_, next) =>
    next === null
      ? 'alarms are sent to no address'
      : 'alarms are sent to this address, once it has confirmed the mail that asks it',
  removalPolicy: (_, next) =>
    next === 'destroy'
      ? 'tables, secrets and bucket are deleted with the stack, with all that is in them'
      : 'tables, secrets and bucket stay when the stack is deleted',
  deletionProtection: (_, next) =>
    next === true
      ? 'stack and tables cannot be deleted until it is off'
      : 'stack and tables can be deleted',
};

/** The same of each entry of a list that is a set: added, and removed. */
const entryConsequences: Readonly<Record<string, readonly [added: string, removed: string]>> = {
  allowedOrigins: [
    'its pages may read streams and open sockets',
    'its pages may no longer read streams or open sockets',
  ],
  webhookDestinations: [
    'webhooks may deliver to it',
    'webhooks that deliver to it fail from now on',
  ],
};

/**
 * What a deployment changes of what is trusted, a sentence each, as far as it is known. A setting that the
 * deployed version did not have was as it is by default now.
 */
export function trustChanges(deployed: Trust, next: Settings, defaults: Settings): string[] {
  const { settings, unknown } = deployed;
  const names = new Set([...Object.keys(next), ...Object.keys(settings)]);
  return [...names]
    .filter(name => !unknown.includes(name))
    .flatMap(name => {
      const before = name in settings ? settings[name] : defaults[name];
      return changesOf(name, before ?? null, next[name] ?? null);
    });
}

function changesOf(name: string, before: unknown, next: unknown): string[] {
  const ofEntries = entryConsequences[name];
  if (ofEntries !== undefined && Array.isArray(before) && Array.isArray(next)) {
    const [added, removed] = ofEntries;
    const only = (these: unknown[], those: unknown[]) => these.filter(one => !those.includes(one));
    return [
      ...only(next, before).map(one => `${name}: ${textOf(one)} is added: ${added}`),
      ...only(before, next).map(one => `${name}: ${textOf(one)} is removed: ${removed}`),
    ];
  }
  if (JSON.stringify(before) === JSON.stringify(next)) return [];
  const consequence = consequences[name]?.(before, next);
  const change = `${name}: deployed ${textOf(before)}, now ${textOf(next)}`;
  return [consequence === undefined ? change : `${change}: ${consequence}`];
}

function textOf(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

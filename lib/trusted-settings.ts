import type { Settings } from './settings.ts';

/**
 * Whether a setting decides who is trusted with what, what becomes of data, or who is woken. Forgotten at a
 * deploy, such a one swaps the identity provider, lets a stack be deleted with all that is in it or wakes
 * nobody, and nothing fails: so the template carries them, and `npm run deploy` asks where
 * they change (docs/decisions/0122).
 */
const isTrust: Readonly<Record<keyof Settings, boolean>> = {
  stage: false,
  sseHost: false,
  proposalTimeoutSeconds: false,
  depletionNoticeSeconds: false,
  currencies: false,
  checkUsers: true,
  workflowFourEyes: true,
  allowedOrigins: true,
  frontDoorOrigin: true,
  jwksUri: true,
  jwtIssuer: true,
  jwtAudience: true,
  jwtClientIds: true,
  roleClaim: true,
  roleMap: true,
  defaultRole: true,
  permissionsClaim: true,
  longestTokenSeconds: true,
  historyDays: true,
  logGeneration: true,
  auditDays: true,
  removalPolicy: true,
  deletionProtection: true,
  maxReadRequestUnits: false,
  maxWriteRequestUnits: false,
  reservedConcurrency: false,
  largeBetAmount: false,
  largeTransactionAmount: false,
  streamLifetimeSeconds: false,
  tailPollMs: false,
  connectionsPerAddress: false,
  attemptsPerAddress: false,
  accountConcurrency: false,
  streamsPerStaff: false,
  streamsPerUser: false,
  publicStreams: false,
  liveStreams: false,
  webhookRetryAttempts: false,
  webhookTimeoutMs: false,
  webhookDestinations: true,
  webhookLoopback: false,
  alarms: true,
  alarmEmail: true,
  accessLogs: false,
  traceSampling: false,
};

/**
 * The settings that say what is trusted, by name. `null` stands for none, so that a setting which is not
 * there is one that the version did not have.
 */
export function trustedSettings(settings: Settings): Readonly<Record<string, unknown>> {
  const names = Object.keys(isTrust) as (keyof Settings)[];
  return Object.fromEntries(
    names.filter(name => isTrust[name]).map(name => [name, settings[name] ?? null]),
  );
}

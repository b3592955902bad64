/**
 * What a rehearsal is deployed with: the settings that the scenarios expect, and nothing that stays
 * behind when it is destroyed.
 */
export const rehearsalContext: Readonly<Record<string, string>> = {
  proposalTimeoutSeconds: '10',
  currencies: 'MXN,JPY,KWD',
  traceSampling: '0',
  streamLifetimeSeconds: '25',
  tailPollMs: '500',
  allowedOrigins: 'https://admin.example.com',
  frontDoorOrigin: 'https://front.example.com',
  webhookLoopback: 'true',
  removalPolicy: 'destroy',
};

/** What the update changes: an output, the environment of functions, and a state machine's wait. */
export const changedContext: Readonly<Record<string, string>> = {
  ...rehearsalContext,
  proposalTimeoutSeconds: '12',
  historyDays: '8',
};

/** As the CDK's CLI takes it. */
export function contextFlags(context: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/**
 * Short enough to wait for, long enough to answer in time: whatever two bettors answer to a proposal
 * is sent before its end, by people's pages at the pace of a browser.
 */
export const contextOf = (project: string) => ({
  proposalTimeoutSeconds: project === 'pages' ? '20' : '10',
  currencies: 'MXN,JPY,KWD',
  // One event in a hundred would have a trace that its write had not.
  traceSampling: '0',
  streamLifetimeSeconds: '25',
  // A stream reads on after its reader left, to its planned end: two cores have scores of those here.
  tailPollMs: '500',
  allowedOrigins: 'https://admin.example.com',
  frontDoorOrigin: 'https://front.example.com',
  // Receivers of the scenarios listen on this machine.
  webhookLoopback: 'true',
  ...sseHostContext(),
});

/** What serves streams on the hosts of this run; nothing, where the run was not asked for a kind. */
export function sseHostContext(): Readonly<Record<string, string>> {
  const sseHost = process.env.SSE_HOST;
  return sseHost ? { sseHost } : {};
}

/** What AWS does now and then, these hosts do often: stale reads, batches twice, expiries soon. */
export const faults = JSON.stringify({
  staleReads: { delayMs: 300, share: 0.5 },
  redelivery: { share: 0.3 },
  timeToLive: { latestMs: 5_000 },
});

/** Where `npm run iam` looks for what the functions were granted and have used: a file a host. */
export const iamUsageOf = (host: string) =>
  `build/iam-usage-${host}${process.env.SSE_HOST === 'web-function' ? '-web-function' : ''}.json`;

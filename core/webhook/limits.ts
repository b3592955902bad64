export { keyOverlapSeconds, maxRetryAttempts, timeoutMs } from '../wire/webhook.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * How long after the attempt before each attempt comes: at once, then ever later, over three days. The
 * example of Standard Webhooks 1.0.0, "Deliverability and reliability".
 */
export const retryDelaysMs = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const;

/** A retry comes up to so much later, by chance: what failed at once is not repeated at once. */
export const retryJitter = 0.1;

/** After so long of nothing but failures an endpoint is disabled. */
export const maxFailingMs = 5 * dayMs;

/** So many failures in a row, and the success after them is news. */
export const failuresOfNews = 5;

/** What is pending is kept so long after its last attempt: who pauses an endpoint loses nothing of it. */
export const pendingKeptMs = 30 * dayMs;

/** A receiver that slows a lane down is left alone for so long, twice as long each time, up to the most. */
export const slowDownMs = { least: secondMs, most: 5 * minuteMs, doublings: 9 } as const;

/** A receiver may ask to wait so long. */
export const maxRetryAfterMs = dayMs;

/** Posts of one endpoint under way at once. */
export const maxInFlight = 4;

/** Retries of one endpoint that wait at once; beyond it the endpoint waits on its cursor. */
export const maxParked = 1_000;

/**
 * So many deliveries given up since the receiver last took one, and a new one is begun so long after the
 * last failure only: what a dead receiver costs in rows stays bounded, and one that lives is found out.
 */
export const maxExhausted = 1_000;
export const probeEachMs = 5 * minuteMs;

/** `webhook.exhausted` comes so often at most: one event says how many were given up since the one before. */
export const exhaustedReportedEachMs = minuteMs;

/** A receiver whose attempts last so long on average has a run for so long only, and then one after a rest. */
export const slowAttempts = {
  averageMs: 5 * secondMs,
  runMs: 10 * secondMs,
  restMs: 3 * secondMs,
} as const;

/** With those that people asked for: tests, and deliveries that are to be sent again. */
export const maxParkedByHand = maxParked + 200;

/** Attempts of one delivery that are remembered, the newest. */
export const maxAttemptsKept = 20;

/** What is kept of an answer, and what is read of it at most. */
export const maxAnswerBytes = 1_024;
export const maxAnswerRead = 64 * 1_024;

/** Of one stack: each is looked at whenever the log gains something. */
export const maxWebhooks = 200;

/** Set up by one person, of that role: nobody takes them all from the others. */
export const maxWebhooksBySomeone = { admin: 100, operator: 20 } as const;

/** Keys of one endpoint that sign at once: the newest, and those that were replaced a while ago. */
export const maxKeys = 3;

import * as z from 'zod';
import { readableTextSchema } from '../readable-text.ts';

/** A forgotten drain ends by itself after this at the latest. */
const longestSeconds = 3_600;
const secondsExpected = `expected a whole number from 1 to ${longestSeconds}`;

/** Unlike other reasons this one is for everyone. */
const drainReasonSchema = readableTextSchema
  .min(1, 'expected a reason')
  .max(256, 'expected a reason of at most 256 characters')
  .describe('Sent to everyone whose connection ends, and kept in the audit');

export const drainRequestSchema = z
  .strictObject({
    forSeconds: z
      .int(secondsExpected)
      .min(1, secondsExpected)
      .max(longestSeconds, secondsExpected)
      .default(300)
      .describe('After which it ends, if nobody ends it sooner'),
    reason: drainReasonSchema,
  })
  .meta({ id: 'DrainRequest', example: { forSeconds: 600, reason: 'restore of the event log' } });

/** What anyone may know of it, as health has it too. */
export const drainStateSchema = z
  .strictObject({
    until: z.int().describe('When it ends by itself'),
    reason: drainReasonSchema,
  })
  .meta({
    id: 'DrainState',
    example: { until: 1_795_262_400_000, reason: 'restore of the event log' },
  });

export const drainingSchema = z
  .strictObject({
    draining: drainStateSchema,
    socketsEnded: z.int().min(0).describe('Sockets that left or were closed by this request'),
    socketsLeft: z
      .boolean()
      .describe(
        'Whether there was no time to be sure of all sockets: the same request again closes more',
      ),
  })
  .meta({
    id: 'Draining',
    example: {
      draining: { until: 1_795_262_400_000, reason: 'restore of the event log' },
      socketsEnded: 41,
      socketsLeft: false,
    },
  });

export const drainEndedSchema = z
  .strictObject({ ended: z.boolean().describe('Whether it was still on') })
  .meta({ id: 'DrainEnded', example: { ended: true } });

import * as z from 'zod';
import { connectionChannels } from '../connection-state.ts';
import { errorCategories } from '../error-category.ts';
import { momentSchema } from './moment.ts';
import { latencySchema, statsSchema } from './stats.ts';

const count = z.int().min(0);

/** So far apart are the ends of a question at most. */
export const longestStatsDays = 30;

/** Of when. Not strict: beside it may stand `token`. */
export const statsQuerySchema = z.object({
  per: z.literal('hour').optional().describe('In hours, of up to 30 days; else the last minutes'),
  from: momentSchema
    .optional()
    .describe(
      'With `per`: from this moment’s hour on, as milliseconds or ISO 8601; a day before `to` by default',
    ),
  to: momentSchema
    .optional()
    .describe('With `per`: hours that begin before this moment; now by default'),
});

const hourSchema = z.strictObject({
  start: z.int(),
  countedUntil: z.int().describe('What was counted by then is in; the end of an hour that is over'),
  requests: count,
  errors: z.record(z.enum(errorCategories), count),
  latencyMs: latencySchema.optional().describe('Absent without deliveries'),
  peaks: z
    .strictObject({
      samples: count.max(60).describe('Minutes at whose beginning connections were counted'),
      sockets: count.describe('The most at once'),
      streams: count.optional().describe('The most at once; for who reads every channel'),
      users: count
        .optional()
        .describe('Different people with a stream or socket, about; for who reads every channel'),
    })
    .optional()
    .describe('Absent when nobody counted'),
  channels: z
    .array(
      z.strictObject({
        channel: z.enum(connectionChannels),
        events: count,
        deliveries: count,
        readers: count.optional().describe('The most at once; absent when nobody counted'),
      }),
    )
    .describe('Those of which there is something'),
});

/** What all environments together have counted by the hour, of what the caller may read. */
export const hourlyStatsSchema = z
  .strictObject({
    at: z.int(),
    per: z.literal('hour'),
    from: z.int().describe('When the first hour that was asked for begins'),
    to: z.int().describe('When the last one ends'),
    hours: z
      .array(hourSchema)
      .describe('Oldest first. An hour that is missing is not known, and not one of zeros'),
  })
  .meta({
    id: 'HourlyStats',
    example: {
      at: 1_795_262_400_000,
      per: 'hour',
      from: 1_795_255_200_000,
      to: 1_795_262_400_000,
      hours: [
        {
          start: 1_795_258_800_000,
          countedUntil: 1_795_262_400_000,
          requests: 1_800,
          errors: {
            CONNECTION: 0,
            AUTHENTICATION: 3,
            RATE_LIMIT: 0,
            SERVER: 0,
            CLIENT: 0,
            VALIDATION: 0,
            TIMEOUT: 0,
            CAPACITY: 0,
          },
          latencyMs: { samples: 5_400, p50: 380, p95: 590, p99: 600 },
          peaks: { samples: 60, sockets: 12, streams: 7, users: 15 },
          channels: [{ channel: 'fights', events: 1_800, deliveries: 5_400, readers: 3 }],
        },
      ],
    },
  });

/** What `GET /stats` answers: `HourlyStats` with `per`, else `Stats`. */
export const statsAnswerSchema = z
  .union([statsSchema, hourlyStatsSchema])
  .meta({ id: 'StatsAnswer', example: hourlyStatsSchema.meta()?.example });

/** The answer of `GET /stats?per=hour`. */
export type HourlyStats = z.infer<typeof hourlyStatsSchema>;

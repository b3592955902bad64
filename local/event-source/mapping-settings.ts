import { z } from 'zod';
import { parseFilterCriteria, type RecordFilter } from './filter-criteria.ts';

/** How an event source mapping reads its stream and treats failures. */
export interface MappingSettings {
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly parallelizationFactor: number;
  readonly bisectOnError: boolean;
  /** -1: until the records are too old. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeMs: number;
  readonly reportsItemFailures: boolean;
  /** Whether it counts its records in metrics. */
  readonly countsEvents: boolean;
  readonly failureBucketArn: string | undefined;
  readonly accepts: RecordFilter;
}

/** DynamoDB Streams keeps records for 24 hours, so no record is retried for longer. */
const streamRetentionMs = 24 * 60 * 60 * 1000;

/** A whole number within what Lambda takes: docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function whole(least: number, most: number) {
  const expected = `expected an integer from ${least} to ${most}`;
  return z.coerce.number(expected).int(expected).min(least, expected).max(most, expected);
}

/** Which metrics a mapping makes; those of errors and of Kafka are of other sources. */
const metricsConfig = z
  .object({ Metrics: z.array(z.literal('EventCount', 'expected EventCount')).default([]) })
  .prefault({});

const bucketPrefix = 'arn:aws:s3:::';
const itemFailures = 'ReportBatchItemFailures';

/**
 * The properties of AWS::Lambda::EventSourceMapping that the host honours, with the defaults of
 * docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html.
 */
export const mappingProperties = z.object({
  BatchSize: whole(1, 10_000).default(100),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .object({
      OnFailure: z
        .object({
          Destination: z
            .string()
            .startsWith(bucketPrefix, 'expected the ARN of a bucket')
            .optional(),
        })
        .optional(),
    })
    .optional(),
  Enabled: z.boolean().default(true),
  EventSourceArn: z.string(),
  FilterCriteria: z
    .object({ Filters: z.array(z.object({ Pattern: z.string() })).optional() })
    .optional(),
  /** A name or an ARN. */
  FunctionName: z.string(),
  FunctionResponseTypes: z.array(z.literal(itemFailures, `expected ${itemFailures}`)).default([]),
  MaximumBatchingWindowInSeconds: whole(0, 300).default(0),
  MetricsConfig: metricsConfig,
  /** -1 stands for as long as the stream keeps records. */
  MaximumRecordAgeInSeconds: whole(-1, 604_800)
    .refine(age => age === -1 || age >= 60, 'expected -1 or 60 to 604800')
    .default(-1),
  MaximumRetryAttempts: whole(-1, 10_000).default(-1),
  ParallelizationFactor: whole(1, 10).default(1),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST'], 'expected TRIM_HORIZON or LATEST'),
});

export type MappingProperties = z.output<typeof mappingProperties>;

/** @throws Error naming the filter on a pattern that the host does not understand. */
export function mappingSettings(properties: MappingProperties): MappingSettings {
  const ageSec = properties.MaximumRecordAgeInSeconds;
  return {
    startingPosition: properties.StartingPosition,
    parallelizationFactor: properties.ParallelizationFactor,
    batchSize: properties.BatchSize,
    batchingWindowMs: properties.MaximumBatchingWindowInSeconds * 1_000,
    bisectOnError: properties.BisectBatchOnFunctionError,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    maximumRecordAgeMs:
      ageSec === -1 ? streamRetentionMs : Math.min(ageSec * 1_000, streamRetentionMs),
    countsEvents: properties.MetricsConfig.Metrics.length > 0,
    reportsItemFailures: properties.FunctionResponseTypes.length > 0,
    failureBucketArn: properties.DestinationConfig?.OnFailure?.Destination,
    accepts: parseFilterCriteria(properties.FilterCriteria, 'FilterCriteria'),
  };
}

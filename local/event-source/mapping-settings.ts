import type { Properties } from '../resources/resource.ts';
import { isRecord } from '../template/template.ts';
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
  readonly failureBucketArn: string | undefined;
  readonly accepts: RecordFilter;
}

/** DynamoDB Streams keeps records for 24 hours, so no record is retried for longer. */
const streamRetentionMs = 24 * 60 * 60 * 1000;

function numberOr(properties: Properties, name: string, fallback: number): number {
  const value = properties[name] ?? fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < -1) {
    throw new Error(`${name}: expected an integer, received ${JSON.stringify(value)}`);
  }
  return number;
}

function failureBucketOf(properties: Properties): string | undefined {
  const config = properties.DestinationConfig;
  const onFailure = isRecord(config) ? config.OnFailure : undefined;
  const arn = isRecord(onFailure) ? onFailure.Destination : undefined;
  if (arn === undefined) return undefined;
  if (typeof arn !== 'string' || !arn.startsWith('arn:aws:s3:::')) {
    throw new Error(
      `DestinationConfig.OnFailure.Destination: expected the ARN of a bucket, received ${JSON.stringify(arn)}`,
    );
  }
  return arn;
}

/**
 * Reads the properties, with the defaults of
 * docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html.
 *
 * @throws Error naming the property on a value that the host cannot honour.
 */
export function parseMappingSettings(properties: Properties): MappingSettings {
  const startingPosition = properties.StartingPosition;
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST') {
    throw new Error(
      `StartingPosition: expected TRIM_HORIZON or LATEST, received ${JSON.stringify(startingPosition)}`,
    );
  }
  const parallelizationFactor = numberOr(properties, 'ParallelizationFactor', 1);
  if (parallelizationFactor < 1 || parallelizationFactor > 10) {
    throw new Error(`ParallelizationFactor: expected 1 to 10, received ${parallelizationFactor}`);
  }
  const ageSeconds = numberOr(properties, 'MaximumRecordAgeInSeconds', -1);
  const responseTypes = properties.FunctionResponseTypes;
  return {
    startingPosition,
    parallelizationFactor,
    batchSize: Math.max(1, numberOr(properties, 'BatchSize', 100)),
    batchingWindowMs: numberOr(properties, 'MaximumBatchingWindowInSeconds', 0) * 1000,
    bisectOnError: properties.BisectBatchOnFunctionError === true,
    maximumRetryAttempts: numberOr(properties, 'MaximumRetryAttempts', -1),
    maximumRecordAgeMs:
      ageSeconds < 0 ? streamRetentionMs : Math.min(ageSeconds * 1000, streamRetentionMs),
    reportsItemFailures:
      Array.isArray(responseTypes) && responseTypes.includes('ReportBatchItemFailures'),
    failureBucketArn: failureBucketOf(properties),
    accepts: parseFilterCriteria(properties.FilterCriteria, 'FilterCriteria'),
  };
}

import type { Properties } from '../contract/resource-kind.ts';
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

/** A whole number within what Lambda takes: docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function numberOr(
  properties: Properties,
  name: string,
  fallback: number,
  [least, most]: readonly [number, number],
): number {
  const value = properties[name] ?? fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(
      `${name}: expected an integer from ${least} to ${most}, received ${JSON.stringify(value)}`,
    );
  }
  return number;
}

/** -1 stands for as long as the stream keeps records. */
function recordAgeMs(properties: Properties): number {
  const name = 'MaximumRecordAgeInSeconds';
  const ageSeconds = numberOr(properties, name, -1, [-1, 604_800]);
  if (ageSeconds === -1) return streamRetentionMs;
  if (ageSeconds < 60) {
    throw new Error(`${name}: expected -1 or 60 to 604800, received ${ageSeconds}`);
  }
  return Math.min(ageSeconds * 1000, streamRetentionMs);
}

function reportsItemFailures(properties: Properties): boolean {
  const types = properties.FunctionResponseTypes ?? [];
  const known = 'ReportBatchItemFailures';
  if (!Array.isArray(types) || types.some(type => type !== known)) {
    throw new Error(
      `FunctionResponseTypes: expected a list of ${known}, received ${JSON.stringify(types)}`,
    );
  }
  return types.length > 0;
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
  return {
    startingPosition,
    parallelizationFactor: numberOr(properties, 'ParallelizationFactor', 1, [1, 10]),
    batchSize: numberOr(properties, 'BatchSize', 100, [1, 10_000]),
    batchingWindowMs: numberOr(properties, 'MaximumBatchingWindowInSeconds', 0, [0, 300]) * 1000,
    bisectOnError: properties.BisectBatchOnFunctionError === true,
    maximumRetryAttempts: numberOr(properties, 'MaximumRetryAttempts', -1, [-1, 10_000]),
    maximumRecordAgeMs: recordAgeMs(properties),
    reportsItemFailures: reportsItemFailures(properties),
    failureBucketArn: failureBucketOf(properties),
    accepts: parseFilterCriteria(properties.FilterCriteria, 'FilterCriteria'),
  };
}

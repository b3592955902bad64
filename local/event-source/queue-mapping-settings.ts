import { z } from 'zod';
import { mappingProperties } from './mapping-settings.ts';

/** How an event source mapping reads its queue. */
export interface QueueMappingSettings {
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  /** Invocations at once; absent: as many as Lambda scales to. */
  readonly maximumConcurrency: number | undefined;
  readonly reportsItemFailures: boolean;
  /** Whether it counts its messages in metrics. */
  readonly countsEvents: boolean;
}

/** A receive gives no more: a batch of more is gathered over a while. */
export const receiveLimit = 10;

const expectedConcurrency = 'expected an integer from 2 to 1000';

/** `ScalingConfig`: docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const scalingConfig = z
  .object({
    MaximumConcurrency: z.coerce
      .number(expectedConcurrency)
      .int(expectedConcurrency)
      .min(2, expectedConcurrency)
      .max(1_000, expectedConcurrency)
      .optional(),
  })
  .optional();

const { BatchSize, Enabled, EventSourceArn, FunctionName, FunctionResponseTypes } =
  mappingProperties.shape;

/**
 * The properties that a mapping of a queue honours, with the defaults of
 * docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html.
 */
export const queueMappingProperties = z.object({
  BatchSize: BatchSize.default(receiveLimit),
  Enabled,
  EventSourceArn,
  FunctionName,
  FunctionResponseTypes,
  MaximumBatchingWindowInSeconds: mappingProperties.shape.MaximumBatchingWindowInSeconds,
  MetricsConfig: mappingProperties.shape.MetricsConfig,
  ScalingConfig: scalingConfig,
});

export type QueueMappingProperties = z.output<typeof queueMappingProperties>;

/** @throws Error on what Lambda refuses. */
export function queueMappingSettings(properties: QueueMappingProperties): QueueMappingSettings {
  const { BatchSize: batchSize, MaximumBatchingWindowInSeconds: windowSec } = properties;
  if (batchSize > receiveLimit && windowSec === 0) {
    throw new Error(
      `Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than ${receiveLimit}; received a BatchSize of ${batchSize}`,
    );
  }
  return {
    batchSize,
    batchingWindowMs: windowSec * 1_000,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    countsEvents: properties.MetricsConfig.Metrics.length > 0,
    reportsItemFailures: properties.FunctionResponseTypes.length > 0,
  };
}

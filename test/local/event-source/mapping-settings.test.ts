import {
  mappingProperties,
  mappingSettings,
} from '../../../local/event-source/mapping-settings.ts';
import { parseProperties } from '../../../local/template/resource-kind.ts';

const parse = (properties: Record<string, unknown>) =>
  mappingSettings(
    parseProperties(mappingProperties, {
      logicalId: 'Mapping',
      type: 'AWS::Lambda::EventSourceMapping',
      properties: {
        StartingPosition: 'LATEST',
        EventSourceArn: 'arn',
        FunctionName: 'worker',
        ...properties,
      },
    }),
  );

test('without settings those of Lambda hold', () => {
  const { accepts, ...settings } = parse({});
  expect(accepts({})).toBe(true);
  expect(settings).toEqual({
    startingPosition: 'LATEST',
    parallelizationFactor: 1,
    batchSize: 100,
    batchingWindowMs: 0,
    bisectOnError: false,
    maximumRetryAttempts: -1,
    maximumRecordAgeMs: 86_400_000,
    reportsItemFailures: false,
    countsEvents: false,
    failureBucketArn: undefined,
  });
});

test.each([
  ['BatchSize', 1, 10_000],
  ['MaximumBatchingWindowInSeconds', 0, 300],
  ['MaximumRetryAttempts', -1, 10_000],
  ['ParallelizationFactor', 1, 10],
  ['MaximumRecordAgeInSeconds', 60, 604_800],
])('%s is taken from %d to %d, and refused beyond, as a deployment is', (name, least, most) => {
  expect(() => parse({ [name]: least })).not.toThrow();
  expect(() => parse({ [name]: most })).not.toThrow();
  expect(() => parse({ [name]: least - 1 })).toThrow(`${name}: expected`);
  expect(() => parse({ [name]: most + 1 })).toThrow(`${name}: expected`);
});

test.each<[string, Record<string, unknown>, string]>([
  [
    'a starting position that only Kinesis has',
    { StartingPosition: 'AT_TIMESTAMP' },
    'StartingPosition: expected TRIM_HORIZON or LATEST; received "AT_TIMESTAMP"',
  ],
  [
    'a misspelled response type',
    { FunctionResponseTypes: ['ReportBatchFailures'] },
    'FunctionResponseTypes.0: expected ReportBatchItemFailures; received "ReportBatchFailures"',
  ],
  [
    'a destination that is no bucket',
    { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:1:queue' } } },
    'DestinationConfig.OnFailure.Destination: expected the ARN of a bucket',
  ],
  [
    'a sixth filter',
    { FilterCriteria: { Filters: Array.from({ length: 6 }, () => ({ Pattern: '{}' })) } },
    'FilterCriteria: expected at most 5 filters, received 6',
  ],
])('%s is refused', (_, properties, message) => {
  expect(() => parse(properties)).toThrow(message);
});

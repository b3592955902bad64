import { z } from 'zod';
import type { MetricSample } from '../contract/metrics.ts';
import { isRecord } from '../template/template.ts';

/** What a line of a function's log says in the embedded metric format. */
export type EmbeddedMetrics =
  | { readonly kind: 'none' }
  | { readonly kind: 'metrics'; readonly samples: readonly MetricSample[] }
  /** CloudWatch makes no metric of it, and says so nowhere but in a metric of its own. */
  | { readonly kind: 'malformed'; readonly problem: string };

/** The limits of docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const mostMetrics = 100;
const mostValues = 100;
const mostDimensions = 30;

const name = z.string().min(1).max(1_024);

const metadata = z.object({
  Timestamp: z.int(),
  CloudWatchMetrics: z.array(
    z.object({
      Namespace: name,
      Dimensions: z.array(z.array(z.string().min(1).max(250)).max(mostDimensions)),
      Metrics: z.array(z.object({ Name: name, Unit: z.string().default('None') })).max(mostMetrics),
    }),
  ),
});

const oneOrMoreValues = z
  .union([z.number(), z.array(z.number()).max(mostValues)])
  .transform(value => [value].flat());

const valueSet = z
  .object({ Values: z.array(z.number()).max(mostValues), Counts: z.array(z.number().min(0)) })
  .refine(({ Values, Counts }) => Values.length === Counts.length, 'expected a count for each');

const none: EmbeddedMetrics = { kind: 'none' };
const malformed = (problem: string): EmbeddedMetrics => ({ kind: 'malformed', problem });

/** Reads one line; one that is no JSON object with `_aws` is an ordinary line. */
export function readEmbeddedMetrics(line: string): EmbeddedMetrics {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return none;
  const entry = parse(line);
  if (entry === undefined || !Object.hasOwn(entry, '_aws')) return none;
  const parsed = metadata.safeParse(entry._aws);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return malformed(`_aws.${issue?.path.join('.')}: ${issue?.message}`);
  }
  const samples: MetricSample[] = [];
  for (const { Namespace, Dimensions, Metrics } of parsed.data.CloudWatchMetrics) {
    const sets = Dimensions.map(names => dimensionsOf(entry, names));
    const missing = sets.find(each => typeof each === 'string');
    if (missing !== undefined) return malformed(missing);
    for (const { Name, Unit } of Metrics) {
      const values = valuesOf(entry[Name]);
      if (values === undefined) return malformed(`${Name}: received ${text(entry[Name])}`);
      for (const dimensions of sets) {
        if (typeof dimensions === 'string') continue;
        samples.push({ namespace: Namespace, name: Name, unit: Unit, dimensions, ...values });
      }
    }
  }
  return { kind: 'metrics', samples };
}

/** The values of a set of dimensions, or what is wrong with one. */
function dimensionsOf(
  entry: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, string>> | string {
  const dimensions: Record<string, string> = {};
  for (const each of names) {
    const value = entry[each];
    if (typeof value !== 'string' || value === '') {
      return `the dimension ${each}: expected a text; received ${text(value)}`;
    }
    dimensions[each] = value;
  }
  return dimensions;
}

function valuesOf(value: unknown): Pick<MetricSample, 'values' | 'counts'> | undefined {
  const numbers = oneOrMoreValues.safeParse(value);
  if (numbers.success) return { values: numbers.data };
  const counted = valueSet.safeParse(value);
  return counted.success ? { values: counted.data.Values, counts: counted.data.Counts } : undefined;
}

const text = (value: unknown): string => String(JSON.stringify(value)).slice(0, 200);

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

import { z } from 'zod';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const columns = 24;
const mostWidgets = 500;

const place = {
  x: z
    .int()
    .min(0)
    .max(columns - 1)
    .optional(),
  y: z.int().min(0).optional(),
  width: z.int().min(1).max(columns).default(6),
  height: z.int().min(1).max(1_000).default(6),
};

const axis = z.strictObject({
  label: z.string().optional(),
  max: z.number().optional(),
  min: z.number().optional(),
  showUnits: z.boolean().optional(),
});

const annotation = z.looseObject({ value: z.union([z.number(), z.string()]) });

/** Namespace, name, dimensions by name and value, and settings last; or one expression. */
const metricRow = z
  .array(z.union([z.string(), z.looseObject({})]))
  .min(1)
  .refine(isMetricRow, 'expected [namespace, name, dimension, value, …, {settings}]');

const metricProperties = z
  .looseObject({
    metrics: z.array(metricRow).min(1).max(500).optional(),
    region: z.string().optional(),
    title: z.string().optional(),
    view: z.enum(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']).optional(),
    stacked: z.boolean().optional(),
    period: z.union([z.int().min(1), z.literal('auto')]).optional(),
    stat: z.string().optional(),
    yAxis: z.strictObject({ left: axis.optional(), right: axis.optional() }).optional(),
    annotations: z
      .looseObject({
        alarms: z.array(z.string()).max(1).optional(),
        horizontal: z.array(z.union([annotation, z.array(annotation)])).optional(),
      })
      .optional(),
  })
  .refine(
    ({ metrics, annotations }) => metrics !== undefined || annotations?.alarms !== undefined,
    'expected metrics, or an alarm among the annotations',
  )
  .refine(
    ({ metrics, region }) => metrics === undefined || region !== undefined,
    'expected a region',
  );

const widget = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('metric'), ...place, properties: metricProperties }),
  z.strictObject({
    type: z.literal('text'),
    ...place,
    properties: z.looseObject({ markdown: z.string().min(1) }),
  }),
  z.strictObject({
    type: z.literal('log'),
    ...place,
    properties: z.looseObject({ query: z.string().min(1), region: z.string() }),
  }),
  z.strictObject({
    type: z.literal('alarm'),
    ...place,
    properties: z.looseObject({ alarms: z.array(z.string()).min(1).max(100) }),
  }),
]);

const dashboardBody = z.strictObject({
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(['auto', 'inherit']).optional(),
  variables: z.array(z.unknown()).optional(),
  widgets: z.array(widget).max(mostWidgets),
});

/** What is wrong with the body of a dashboard, each with the place; none: CloudWatch would take it. */
export function dashboardProblems(text: string): readonly string[] {
  const body = parse(text);
  if (body === undefined) return ['expected DashboardBody to be JSON'];
  const parsed = dashboardBody.safeParse(body);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  }
  return parsed.data.widgets.flatMap(({ x = 0, width }, index) =>
    x + width > columns ? [`widgets.${index}: ends behind column ${columns}`] : [],
  );
}

function isMetricRow(row: readonly unknown[]): boolean {
  const last = row.at(-1);
  const words = typeof last === 'string' ? row : row.slice(0, -1);
  if (words.some(word => typeof word !== 'string')) return false;
  if (words[0] === '...') return true;
  // An expression stands alone, a metric has namespace, name and pairs.
  if (words.length === 0) return typeof last === 'object' && last !== null && 'expression' in last;
  return words.length >= 2 && words.length % 2 === 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

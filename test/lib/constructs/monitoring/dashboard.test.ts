import { z } from 'zod';
import { knownMetrics } from '../../known-metrics.ts';
import { readable } from '../../readable.ts';
import { synthesize } from '../../synthesize.ts';

const template = synthesize();

/** The body as CloudWatch gets it, with references in braces. */
function bodyOf(from: typeof template): string {
  const [dashboard] = Object.values(from.findResources('AWS::CloudWatch::Dashboard'));
  return readable(dashboard?.Properties.DashboardBody);
}

const place = {
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  width: z.int().min(1).max(24),
  height: z.int().min(1).max(1_000),
};

/** Name, value, name, value, …, and how it is drawn. */
const metric = z
  .array(
    z.union([
      z.string(),
      z.strictObject({
        label: z.string().optional(),
        period: z.int().optional(),
        stat: z.string().optional(),
      }),
    ]),
  )
  .min(3);

/**
 * What of CloudWatch's page is used here, and nothing else:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const dashboardBody = z.strictObject({
  start: z.string().regex(/^-PT\d+H$/),
  periodOverride: z.enum(['auto', 'inherit']),
  widgets: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          ...place,
          type: z.literal('text'),
          properties: z.strictObject({
            markdown: z.string().min(1),
            background: z.enum(['solid', 'transparent']).optional(),
          }),
        }),
        z.strictObject({
          ...place,
          type: z.literal('alarm'),
          properties: z.strictObject({
            title: z.string().min(1),
            alarms: z.array(z.string().min(1)).min(1).max(100),
          }),
        }),
        z.strictObject({
          ...place,
          type: z.literal('metric'),
          properties: z.strictObject({
            view: z.literal('timeSeries'),
            title: z.string().min(1),
            region: z.string().min(1),
            metrics: z.array(metric).min(1).max(500),
            annotations: z
              .strictObject({
                horizontal: z.array(
                  z.strictObject({
                    value: z.number(),
                    label: z.string().min(1),
                    yAxis: z.enum(['left', 'right']),
                  }),
                ),
              })
              .optional(),
            yAxis: z.strictObject({
              left: z.strictObject({
                min: z.number(),
                label: z.enum(['count', 'milliseconds', 'seconds']),
                showUnits: z.literal(false),
              }),
            }),
          }),
        }),
      ]),
    )
    .max(500),
});

describe('the page of CloudWatch', () => {
  const body = dashboardBody.parse(JSON.parse(bodyOf(template)));
  const graphs = body.widgets.flatMap(widget =>
    widget.type === 'metric' ? [widget.properties] : [],
  );

  it('is valid, and so is that of a Web Function and of a stage', () => {
    for (const context of [{ sseHost: 'web-function' }, { stage: 'staging' }]) {
      const other = dashboardBody.safeParse(JSON.parse(bodyOf(synthesize(context))));
      expect(other.error?.issues ?? []).toEqual([]);
    }
  });

  it('has every picture with what it is a picture of, in a unit', () => {
    expect(graphs.map(({ title }) => title).length).toBeGreaterThan(20);
    expect(new Set(graphs.map(({ title }) => title)).size).toBe(graphs.length);
  });

  it('shows metrics that the list has, or AWS’s pages, with their dimensions', () => {
    const unknown = graphs.flatMap(({ title, metrics }) =>
      metrics.filter(parts => !knownMetrics(metricOf(parts))).map(parts => [title, parts]),
    );
    expect(unknown).toEqual([]);
    const names = graphs.flatMap(({ metrics }) => metrics.map(([, name]) => name));
    expect(names).toContain('DeliveryLatency');
    expect(names).toContain('IteratorAge');
  });

  it('shows by function which one is throttled, beside those of the account', () => {
    const [all, ...ofFunctions] =
      graphs.find(({ title }) => title === 'Throttled functions')?.metrics ?? [];
    expect(all?.slice(0, 2)).toEqual(['AWS/Lambda', 'Throttles']);
    expect(all).not.toContain('FunctionName');
    expect(new Set(ofFunctions.map(([, name, dimension]) => `${name} ${dimension}`))).toEqual(
      new Set(['Throttles FunctionName']),
    );
    expect(ofFunctions).toHaveLength(32);
  });

  it('has each picture within the page and beside or below the others', () => {
    for (const { x, width } of body.widgets) expect(x + width).toBeLessThanOrEqual(24);
    const cells = body.widgets.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('shows every alarm that notifies, or is a part of one that does', () => {
    const shown = body.widgets.flatMap(widget =>
      widget.type === 'alarm' ? widget.properties.alarms : [],
    );
    const made = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap(type =>
      Object.entries(template.findResources(type)).filter(
        ([, { Properties }]) => Properties.AlarmActions !== undefined,
      ),
    );
    expect(shown.sort()).toEqual(made.map(([id]) => `{${id}.Arn}`).sort());
  });

  it('is named as the stack and its region are, and its address is an output', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    expect(readable(dashboard?.Properties.DashboardName)).toBe('GalloBetsRealtime-{AWS::Region}');
    expect(readable(template.toJSON().Outputs.MonitoringDashboardUrl.Value)).toBe(
      'https://{AWS::Region}.console.aws.amazon.com/cloudwatch/home?region={AWS::Region}#dashboards:name=GalloBetsRealtime-{AWS::Region}',
    );
  });
});

function metricOf(parts: z.output<typeof metric>) {
  const [namespace = '', metricName = '', ...rest] = parts.filter(part => typeof part === 'string');
  const dimensions = rest.flatMap((name, at) =>
    at % 2 === 0 ? [{ Name: name, Value: rest[at + 1] }] : [],
  );
  return { namespace, metricName, dimensions };
}

import { objectives } from '../../../../core/metrics/objectives.ts';
import { objectiveRows } from '../../../../lib/constructs/monitoring/objective-alarms.ts';
import { type MathValue, pointsOf, series } from '../../../../local/alarms/math-values.ts';
import { readExpression } from '../../../../local/alarms/metric-math.ts';
import { readable } from '../../readable.ts';
import { synthesize } from '../../synthesize.ts';
import { alarmsOf } from '../../watched-alarms.ts';

const template = synthesize();
const alarms = alarmsOf(template);

const ruleOf = (name: string) => {
  const found = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).find(
    ({ Properties }) => Properties.AlarmName === `GalloBetsRealtime-${name}`,
  );
  return readable(found?.Properties.AlarmRule).replaceAll(
    /Monitoring(\w+?)[0-9A-F]{8}\.Arn/g,
    '$1',
  );
};

/** The value of a part's expression over what was counted; what is not there was not measured. */
function measuredOf(name: string, counted: Readonly<Record<string, number>>): number | undefined {
  const queries = alarms.get(name)?.Metrics ?? [];
  const valueOfId = (id: string): MathValue => {
    const { Expression } = queries.find(({ Id }) => Id === id) ?? {};
    if (Expression === undefined) return series([counted[id]]);
    return readExpression(Expression)({ periodSeconds: 300, metrics: {}, valueOf: valueOfId });
  };
  const [returned] = queries.filter(({ Expression }) => Expression?.startsWith('IF('));
  return pointsOf(valueOfId(returned?.Id ?? ''))[0];
}

/** Whether a part would be in ALARM. */
function fires(name: string, counted: Readonly<Record<string, number>>): boolean {
  const value = measuredOf(name, counted);
  const { Threshold = 0, TreatMissingData } = alarms.get(name) ?? {};
  return value === undefined ? TreatMissingData === 'breaching' : value > Threshold;
}

describe('the objectives', () => {
  it('are watched over two pairs of windows each, of which both must be wrong', () => {
    expect(ruleOf('DeliveryObjective')).toBe(
      '((ALARM("{DeliveryOver60Minutes}") AND ALARM("{DeliveryOver5Minutes}")) OR (ALARM("{DeliveryOver360Minutes}") AND ALARM("{DeliveryOver30Minutes}")))',
    );
    expect(ruleOf('CorrectnessObjective')).toBe(
      '((ALARM("{CorrectnessOver60Minutes}") AND ALARM("{CorrectnessOver5Minutes}")) OR (ALARM("{CorrectnessOver360Minutes}") AND ALARM("{CorrectnessOver30Minutes}")))',
    );
  });

  // 14.4 times 0.1 %, and 6 times; of correctness a tenth of that.
  it.each([
    ['DeliveryOver60Minutes', 3_600, 1.44],
    ['DeliveryOver5Minutes', 300, 1.44],
    ['DeliveryOver360Minutes', 21_600, 0.6],
    ['DeliveryOver30Minutes', 1_800, 0.6],
    ['CorrectnessOver60Minutes', 3_600, 0.144],
    ['CorrectnessOver5Minutes', 300, 0.144],
    ['CorrectnessOver360Minutes', 21_600, 0.06],
    ['CorrectnessOver30Minutes', 1_800, 0.06],
  ])('%s looks at %i seconds, and fires above %f %%', (name, seconds, percentage) => {
    const { Metrics = [], Threshold } = alarms.get(name) ?? {};
    expect(Threshold).toBe(percentage);
    const periods = Metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
    expect(new Set(periods)).toEqual(new Set([seconds]));
  });

  it('follow from one file: other numbers in it are other alarms', () => {
    const rows = objectiveRows(
      { namespace: 'Other' },
      {
        delivery: { share: 0.99, withinMs: 3_000 },
        correctness: { share: 0.995 },
        windowDays: 7,
        burns: [{ budget: 0.1, longMinutes: 120, shortMinutes: 10 }],
        fewestBad: 8,
      },
    );
    // A tenth of a week's budget in two hours is 8.4 times too fast.
    expect(
      rows.map(({ pairs }) => pairs.flat().map(({ name, threshold }) => [name, threshold])),
    ).toEqual([
      [
        ['DeliveryOver120Minutes', 8.4],
        ['DeliveryOver10Minutes', 8.4],
      ],
      [
        ['CorrectnessOver120Minutes', 4.2],
        ['CorrectnessOver10Minutes', 4.2],
      ],
    ]);
    expect(rows.map(({ means }) => means)).toEqual([
      'Events reach their first readers later than 3 s, faster than its budget of 7 days allows (99 % are to be in time).',
      'Changes make no events or readers are sent gaps, faster than its budget of 7 days allows (99.5 % are to be well).',
    ]);
    const expressions = rows.map(({ pairs }) =>
      pairs.flat().map(({ metric }) => JSON.stringify(metric.toMetricConfig().mathExpression)),
    );
    for (const [long, short] of expressions) {
      expect(long).toContain(' >= 8, ');
      expect(short).toContain(' >= 1, ');
    }
  });

  it('are of a month’s share, by what the workbook advises', () => {
    expect(objectives).toEqual({
      delivery: { share: 0.999, withinMs: 2_000 },
      correctness: { share: 0.9999 },
      windowDays: 30,
      burns: [
        { budget: 0.02, longMinutes: 60, shortMinutes: 5 },
        { budget: 0.05, longMinutes: 360, shortMinutes: 30 },
      ],
      fewestBad: 5,
    });
  });

  it.each([
    { late: 1, first: 1, isLong: false, isShort: true },
    { late: 4, first: 4, isLong: false, isShort: true },
    { late: 5, first: 5, isLong: true, isShort: true },
    { late: 5, first: 347, isLong: true, isShort: true },
    { late: 5, first: 348, isLong: false, isShort: false },
    { late: 144, first: 10_000, isLong: false, isShort: false },
    { late: 145, first: 10_000, isLong: true, isShort: true },
    { late: 0, first: 10_000, isLong: false, isShort: false },
  ])('of delivery $late late ones of $first are too many: $isLong in an hour', given => {
    const counted = { lateDeliveries: given.late, firstDeliveries: given.first };
    expect(fires('DeliveryOver60Minutes', counted)).toBe(given.isLong);
    expect(fires('DeliveryOver5Minutes', counted)).toBe(given.isShort);
  });

  it.each([
    ['DeliveryOver5Minutes', { firstDeliveries: 10 }],
    ['DeliveryOver60Minutes', { firstDeliveries: 10 }],
    ['CorrectnessOver5Minutes', { events: 10 }],
    ['CorrectnessOver60Minutes', { events: 10 }],
  ])('%s measures 0 where all went well, and not nothing', (name, counted) => {
    expect(measuredOf(name, counted)).toBe(0);
    expect(measuredOf(name, {})).toBeUndefined();
  });

  it('wake nobody where nothing was delivered, or nothing late', () => {
    expect(fires('DeliveryOver60Minutes', {})).toBe(false);
    expect(fires('DeliveryOver60Minutes', { firstDeliveries: 1_000 })).toBe(false);
  });

  it.each([
    { counted: { quarantined: 5, events: 1_000 }, isTooMany: true },
    { counted: { gaps: 5, events: 1_000 }, isTooMany: true },
    { counted: { quarantined: 4, events: 1_000 }, isTooMany: false },
    { counted: { quarantined: 3, gaps: 2, events: 1_000 }, isTooMany: true },
    { counted: { quarantined: 3, gaps: 2, events: 3_467 }, isTooMany: true },
    { counted: { quarantined: 3, gaps: 2, events: 3_468 }, isTooMany: false },
    // Nothing else was written: each of them counts.
    { counted: { quarantined: 5 }, isTooMany: true },
    { counted: { events: 1_000 }, isTooMany: false },
    { counted: {}, isTooMany: false },
  ])('of correctness $counted in an hour are too many: $isTooMany', ({ counted, isTooMany }) => {
    const known: Readonly<Record<string, number>> = counted;
    expect(fires('CorrectnessOver60Minutes', known)).toBe(isTooMany);
  });
});

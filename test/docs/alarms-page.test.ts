import { alarmSections } from '../../lib/constructs/monitoring/alarm-row.ts';
import { accessLogFields } from '../../lib/constructs/socket-access-log.ts';
import { faultsPatch } from '../../local/contract/fault-settings.ts';
import { synthesize } from '../lib/synthesize.ts';
import { type AlarmProperties, alarmsOf, metricsOf, shortName } from '../lib/watched-alarms.ts';
import { codeSpans, read, rowsOf, section } from '../support/page-parts.ts';

const page = 'docs/alarms.md';
const template = synthesize();
const alarms = alarmsOf(template);
const composites = new Map(
  Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => [
    shortName(Properties.AlarmName),
    String(Properties.AlarmDescription),
  ]),
);
const descriptions = new Map([
  ...[...alarms].map(([name, { AlarmDescription }]) => [name, AlarmDescription] as const),
  ...composites,
]);

const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');
const sectionOf = (description = '') =>
  /What to do: docs\/alarms\.md#([\w-]+)$/.exec(description)?.[1];

interface Row {
  readonly names: readonly string[];
  readonly anchor: string;
  readonly reads: string;
  readonly period: string;
  readonly fires: string;
  readonly silence: string;
}

const rows = rowsOf(section(page, 'All of them')).map((cells): Row => {
  const [names = '', link = '', reads = '', period = '', fires = '', silence = ''] = cells;
  const anchor = /\(#([\w-]+)\)/.exec(link)?.[1] ?? '';
  return { names: codeSpans(names), anchor, reads, period, fires, silence };
});

/** `*Late` stands for every alarm of the section whose name ends so and has no row of its own. */
function alarmsOfRow({ names, anchor }: Row): readonly (readonly [string, AlarmProperties])[] {
  return [...alarms].filter(
    ([name, { AlarmDescription }]) =>
      sectionOf(AlarmDescription) === anchor &&
      names.some(pattern =>
        pattern.startsWith('*')
          ? name.endsWith(pattern.slice(1)) && !hasOwnRow(name)
          : name === pattern,
      ),
  );
}

function hasOwnRow(name: string): boolean {
  return rows.some(({ names }) => names.includes(name));
}

describe('docs/alarms.md', () => {
  it('has a section for what each alarm leads to, and leads to each of its sections', () => {
    const led = new Set([...descriptions.values()].map(sectionOf));
    expect([...led].sort()).toEqual(alarmSections.map(anchorOf).sort());
    const headings = [...read(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'All of them',
      ...sectionsInOrder(headings),
      'The page of CloudWatch',
    ]);
  });

  it.each(alarmSections)(
    'says of %s what it means, how to look, what to do, how to see it',
    heading => {
      const parts =
        [...read(page).split(/^## /m)].find(part => part.startsWith(`${heading}\n`)) ?? '';
      const leads = [...parts.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, lead]) => lead);
      expect(leads).toEqual(['What it means.', 'How to look.', 'What to do.', 'To see it fire.']);
      const looks = parts.split('**How to look.**')[1]?.split('**What to do.**')[0] ?? '';
      expect(looks).toMatch(/^```sh\n[\s\S]+?^```$/m);
    },
  );

  it('has every alarm in one row', () => {
    const named = rows.flatMap(row => alarmsOfRow(row).map(([name]) => name));
    expect(named.sort()).toEqual([...alarms.keys()].sort());
    for (const row of rows)
      expect([row.names, alarmsOfRow(row).length > 0]).toEqual([row.names, true]);
  });

  it.each(rows)('has what $names reads, and when it fires', row => {
    for (const [, alarm] of alarmsOfRow(row)) {
      const read = metricsOf(alarm);
      for (const { metricName } of read) expect(codeSpans(row.reads)).toContain(metricName);
      expect([...new Set(read.map(({ statistic }) => statistic))]).toEqual([
        row.reads.split(', ').at(-1),
      ]);
      expect([...new Set(read.map(({ periodSeconds }) => `${periodSeconds} s`))]).toEqual([
        row.period,
      ]);
      const is = alarm.ComparisonOperator === 'GreaterThanThreshold' ? 'above' : 'below';
      expect(
        `${is} ${alarm.Threshold}, ${alarm.DatapointsToAlarm} of ${alarm.EvaluationPeriods}`,
      ).toBe(row.fires);
      expect(alarm.TreatMissingData === 'breaching' ? 'broken' : 'well').toBe(row.silence);
    }
    const readByAll = new Set(
      alarmsOfRow(row).flatMap(([, alarm]) => metricsOf(alarm).map(({ metricName }) => metricName)),
    );
    expect([...readByAll].sort()).toEqual(codeSpans(row.reads).sort());
  });

  const faults = [...read(page).matchAll(/_host\/faults" -d '(.+)'$/gm)].map(
    ([, body = '']) => body,
  );
  it.each(faults)(
    'switches on faults that the local host knows, of what the template has: %s',
    body => {
      const { functions = {}, database = [] } = faultsPatch.parse(JSON.parse(body));
      const ids = Object.keys(template.toJSON().Resources).map(id =>
        id.replace(/[0-9A-F]{8}$/, ''),
      );
      const named = [...Object.keys(functions), ...database.flatMap(({ table }) => table ?? [])];
      expect(named.filter(name => !ids.includes(name))).toEqual([]);
    },
  );

  it('names the alarms that are made of others', () => {
    expect([...composites.keys()]).toEqual(['DeliveryObjective', 'CorrectnessObjective']);
    for (const [name, description] of composites) {
      const heading = alarmSections.find(one => anchorOf(one) === sectionOf(description)) ?? '';
      expect(codeSpans(section(page, heading))).toContain(name);
    }
  });

  it('has the rows of the page of CloudWatch, with their pictures', () => {
    const documented = rowsOf(section(page, 'The page of CloudWatch')).map(([row, titles = '']) => [
      row,
      ...titles.split('; '),
    ]);
    expect(documented).toEqual(picturesOf());
  });
});

describe('docs/operations.md', () => {
  it('has every field of the access log', () => {
    const fields = rowsOf(section('docs/operations.md', 'Access logs of sockets')).map(
      ([name = '', variable = '']) => [codeSpans(name)[0], codeSpans(variable)[0]],
    );
    expect(fields).toEqual(Object.entries(accessLogFields));
  });
});

function sectionsInOrder(headings: readonly (string | undefined)[]): readonly string[] {
  return [...alarmSections].sort((one, other) => headings.indexOf(one) - headings.indexOf(other));
}

/** Each heading of the page with the titles of the pictures below it. */
function picturesOf(): readonly (readonly string[])[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const parts: readonly unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  const text = parts.map(part => (typeof part === 'string' ? part : 'x')).join('');
  const rowsOfPage: string[][] = [];
  for (const { type, properties } of JSON.parse(text).widgets) {
    const heading = type === 'text' && /^## (.+)$/.exec(properties.markdown)?.[1];
    if (heading) rowsOfPage.push([heading]);
    else if (type === 'metric') rowsOfPage.at(-1)?.push(properties.title);
  }
  return rowsOfPage;
}

import type { Template } from 'aws-cdk-lib/assertions';
import { watched } from '../../../tools/cost/watch-counts.ts';
import { synthesize } from '../../lib/synthesize.ts';
import { alarmsOf, metricsOf } from '../../lib/watched-alarms.ts';

test('what is watched is counted in the template', () => {
  const template = synthesize();
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  const alarmMetrics = (of: Template) =>
    [...alarmsOf(of).values()].flatMap(alarm => metricsOf(alarm)).length;
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  expect(watched).toEqual({
    alarmMetrics: {
      'function-url': alarmMetrics(template),
      'web-function': alarmMetrics(synthesize({ sseHost: 'web-function' })),
    },
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    pages: count('AWS::CloudWatch::Dashboard'),
    mappings: mappings.filter(({ Properties }) => Properties.MetricsConfig !== undefined).length,
  });
  expect(count('AWS::CloudWatch::Alarm')).toBe(94);
  expect(watched).toEqual({
    alarmMetrics: { 'function-url': 140, 'web-function': 128 },
    ...{ compositeAlarms: 2, pages: 1, mappings: 18 },
  });
});

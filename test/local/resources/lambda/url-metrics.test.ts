import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { MetricSample } from '../../../../local/contract/metrics.ts';
import { countRequest } from '../../../../local/resources/lambda/url-metrics.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Stack-Main';

test.each([
  ['200', { headersSent: true, statusCode: 200 }, { Url4xxCount: 0, Url5xxCount: 0 }],
  ['399', { headersSent: true, statusCode: 399 }, { Url4xxCount: 0, Url5xxCount: 0 }],
  ['400', { headersSent: true, statusCode: 400 }, { Url4xxCount: 1, Url5xxCount: 0 }],
  ['499', { headersSent: true, statusCode: 499 }, { Url4xxCount: 1, Url5xxCount: 0 }],
  ['500', { headersSent: true, statusCode: 500 }, { Url4xxCount: 0, Url5xxCount: 1 }],
  [
    'nothing, for its client left before',
    { headersSent: false, statusCode: 200 },
    { Url4xxCount: 0, Url5xxCount: 0 },
  ],
])('a request that is answered with %s', (_, answer, expected) => {
  const samples: MetricSample[] = [];
  const response = Object.assign(new EventEmitter(), answer) as unknown as ServerResponse;
  countRequest(response, functionArn, {
    record: sample => samples.push(sample),
    observe: () => {},
  });
  expect(samples).toEqual([]);
  response.emit('close');
  const counts = samples.filter(({ unit }) => unit === 'Count');
  expect(Object.fromEntries(counts.map(({ name, values }) => [name, values[0]]))).toEqual({
    UrlRequestCount: 1,
    ...expected,
  });
  const dimensions = new Set(samples.map(each => each.dimensions.FunctionName));
  expect([...dimensions]).toEqual(['Stack-Main']);
});

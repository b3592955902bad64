import { contentsOf } from '../../../bench/coldstart/bundle-contents.ts';
import { coldstartReport } from '../../../bench/coldstart/coldstart-report.ts';

const start = (readyMs: number, cpuMs: number) => ({ readyMs, cpuMs });

test('says whose the bytes of a bundle are', () => {
  const inputs = {
    'core/log/log-writer.ts': { bytesInOutput: 1 },
    'lambdas/log-marker/handler.ts': { bytesInOutput: 2 },
    'node_modules/@smithy/core/dist-es/index.js': { bytesInOutput: 4 },
    'node_modules/@aws-lambda-powertools/logger/lib/esm/Logger.js': { bytesInOutput: 8 },
    '../../work/node_modules/zod/v4/core/schemas.js': { bytesInOutput: 16 },
    'node_modules/a/node_modules/undici/index.js': { bytesInOutput: 32 },
  };
  expect(contentsOf({ bytes: 70, inputs })).toEqual({
    bytes: 70,
    byOwner: { own: 3, 'AWS SDK': 4, zod: 16, undici: 32, hono: 0, jose: 0, others: 8 },
  });
});

test('a function stands beside its goals and an empty handler', () => {
  const { byOwner } = contentsOf({ bytes: 0, inputs: {} });
  const starts = {
    compiled: [start(150, 120), start(100, 90), start(400, 100)],
    anew: [start(300, 200)],
  };
  const report = coldstartReport(
    [{ name: 'log-marker', contents: { bytes: 495_000, byOwner }, starts }],
    { compiled: [start(60, 50), start(50, 40), start(70, 60)], anew: [start(100, 100)] },
  );
  expect(report).toContain('| log-marker | 495 | 1.10 ');
  expect(report).toMatch(
    /\| log-marker +\| 150 \(100 to 400\) \| 2\.50 +\| 100 \(90 to 120\) \| 2\.00/,
  );
  expect(report).toMatch(
    /\| log-marker +\| 300 \(300 to 300\) \| 3\.00 +\| 200 \(200 to 200\) \| 2\.00/,
  );
});

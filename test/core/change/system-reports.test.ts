import type { Item } from '../../../core/change/change.ts';
import { type EventParts, eventPartsOf } from './change-of.ts';

const health = { reportId: 'r1', kind: 'status', component: 'api', message: 'p99 is up' };
const slow = {
  reportId: 'r1',
  kind: 'database',
  query: "SELECT 1 WHERE a = 'x'",
  thresholdMs: 100,
};
const upkeep = { reportId: 'r1', kind: 'maintenance', component: 'db', message: 'upgrade' };

const status = { id: 'c1.status', type: 'SYSTEM_STATUS', channel: 'system' } as const;
const database = { id: 'c1.database', type: 'DATABASE_PERFORMANCE', channel: 'system' } as const;
const maintenance = {
  id: 'c1.maintenance',
  type: 'SYSTEM_MAINTENANCE',
  channel: 'system',
} as const;

const healthData = { reportId: 'r1', component: 'api', message: 'p99 is up' };
const slowData = { reportId: 'r1', query: 'SELECT ? WHERE a = ?', thresholdMs: 100 };

const rows: readonly [string, Item | null, Item | null, EventParts[]][] = [
  [
    'ok is normal',
    null,
    { ...health, status: 'ok' },
    [{ ...status, priority: 'normal', data: { ...healthData, status: 'ok' } }],
  ],
  [
    'degraded is high',
    null,
    { ...health, status: 'degraded' },
    [{ ...status, priority: 'high', data: { ...healthData, status: 'degraded' } }],
  ],
  [
    'down is critical',
    null,
    { ...health, status: 'down' },
    [{ ...status, priority: 'critical', data: { ...healthData, status: 'down' } }],
  ],
  [
    'up to twice the threshold is normal',
    null,
    { ...slow, durationMs: 200 },
    [{ ...database, priority: 'normal', data: { ...slowData, durationMs: 200 } }],
  ],
  [
    'beyond twice the threshold is high',
    null,
    { ...slow, durationMs: 200.5 },
    [{ ...database, priority: 'high', data: { ...slowData, durationMs: 200.5 } }],
  ],
  [
    'just below ten times is high',
    null,
    { ...slow, durationMs: 999 },
    [{ ...database, priority: 'high', data: { ...slowData, durationMs: 999 } }],
  ],
  [
    'from ten times is critical',
    null,
    { ...slow, durationMs: 1000 },
    [{ ...database, priority: 'critical', data: { ...slowData, durationMs: 1000 } }],
  ],
  [
    'severity low is normal, however slow',
    null,
    { ...slow, durationMs: 9000, severity: 'low' },
    [{ ...database, priority: 'normal', data: { ...slowData, durationMs: 9000, severity: 'low' } }],
  ],
  [
    'severity medium is normal',
    null,
    { ...slow, durationMs: 9000, severity: 'medium' },
    [
      {
        ...database,
        priority: 'normal',
        data: { ...slowData, durationMs: 9000, severity: 'medium' },
      },
    ],
  ],
  [
    'severity high is high, however fast',
    null,
    { ...slow, durationMs: 1, severity: 'high' },
    [{ ...database, priority: 'high', data: { ...slowData, durationMs: 1, severity: 'high' } }],
  ],
  [
    'severity critical is critical',
    null,
    { ...slow, durationMs: 1, severity: 'critical' },
    [
      {
        ...database,
        priority: 'critical',
        data: { ...slowData, durationMs: 1, severity: 'critical' },
      },
    ],
  ],
  [
    'maintenance on is high',
    null,
    { ...upkeep, status: 'on' },
    [
      {
        ...maintenance,
        priority: 'high',
        data: { reportId: 'r1', component: 'db', message: 'upgrade', status: 'on' },
      },
    ],
  ],
  [
    'maintenance off is high',
    null,
    { ...upkeep, status: 'off' },
    [
      {
        ...maintenance,
        priority: 'high',
        data: { reportId: 'r1', component: 'db', message: 'upgrade', status: 'off' },
      },
    ],
  ],
  [
    'a report put over another makes no event',
    { ...health, status: 'ok' },
    { ...health, status: 'down' },
    [],
  ],
  ['a removal makes no event', { ...health, status: 'ok' }, null, []],
];

test.each(rows)('SystemReports: %s [G5]', (_title, oldItem, newItem, events) => {
  expect(eventPartsOf('SystemReports', oldItem, newItem)).toEqual(events);
});

import type { Priority } from '../wire/priority.ts';
import type { TableItem } from './item-schemas.ts';
import { queryShape } from './query-shape.ts';
import type { StateEventDraft } from './write.ts';

type Report = TableItem<'SystemReports'>;
type DatabaseReport = Extract<Report, { readonly kind: 'database' }>;

const statusPriority = { ok: 'normal', degraded: 'high', down: 'critical' } as const;

const severityPriority = {
  low: 'normal',
  medium: 'normal',
  high: 'high',
  critical: 'critical',
} as const;

/** The event of a report put into SystemReports. */
export function systemReportEvent(report: Report): StateEventDraft {
  switch (report.kind) {
    case 'status': {
      const { reportId, component, status, message } = report;
      const data = { reportId, component, status, message };
      const priority = statusPriority[status];
      return { rule: 'status', type: 'SYSTEM_STATUS', priority, data };
    }
    case 'database':
      return databasePerformance(report);
    case 'maintenance': {
      const { reportId, component, status, message } = report;
      const data = { reportId, component, status, message };
      return { rule: 'maintenance', type: 'SYSTEM_MAINTENANCE', priority: 'high', data };
    }
  }
}

function databasePerformance(report: DatabaseReport): StateEventDraft {
  const { reportId, durationMs, thresholdMs, severity } = report;
  const query = report.query === undefined ? undefined : queryShape(report.query);
  const data = { reportId, query, durationMs, thresholdMs, severity };
  const priority = databasePriority(report);
  return { rule: 'database', type: 'DATABASE_PERFORMANCE', priority, data };
}

function databasePriority({ severity, durationMs, thresholdMs }: DatabaseReport): Priority {
  if (severity !== undefined) return severityPriority[severity];
  if (durationMs >= 10 * thresholdMs) return 'critical';
  return durationMs > 2 * thresholdMs ? 'high' : 'normal';
}

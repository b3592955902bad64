import { amount, fields, joined, type Sentences, without } from './reading.ts';

/** Of the Outbox's own types, each of whose fields is optional. */
export const outboxSentences = {
  notification: ({ title, message }) => joined(title, message),
  dashboardUpdate: data => changed('the dashboard', data.dashboard, without(data, 'dashboard')),
  reportUpdate: data => {
    const { reportId, report, status } = data;
    const name = reportId ?? (typeof report === 'string' ? report : undefined);
    return name && status
      ? `the report ${name} is ${status}`
      : changed('the report', name, without(data, 'reportId', 'report', 'link'));
  },
  userUpdate: data => changed('the user', data.userId, without(data, 'userId')),
  systemAlert: ({ component, message }) => joined(component, message),
  ODDS_UPDATE: data =>
    joined(
      data.fightId ? `the odds of ${data.fightId}` : 'the odds',
      fields(without(data, 'fightId')),
    ),
  EXPOSURE_ALERT: ({ fightId, exposure, limit, currency }) => {
    if (exposure === undefined) return '';
    const where = fightId ? ` in ${fightId}` : '';
    const allowed = limit === undefined ? '' : `, allowed are ${amount(limit, currency)}`;
    return `the exposure${where} is ${amount(exposure, currency)}${allowed}`;
  },
  COMPLIANCE_ALERT: ({ userId, rule, message }) =>
    joined([userId, rule && `rule ${rule}`].filter(Boolean).join(', '), message),
  TEST_BROADCAST: ({ message }) => joined('a test broadcast', message),
  HEALTH_CHECK: ({ message }) => joined('a health check', message),
} satisfies Partial<Sentences>;

/** That something of a name has changed, and how; of no name, only how. */
const changed = (
  what: string,
  name: string | undefined,
  how: Readonly<Record<string, unknown>>,
): string => joined(name ? `${what} ${name} has changed` : '', fields(how));

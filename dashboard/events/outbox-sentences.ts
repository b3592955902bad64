import { amount, type Data, fields, joined, number, spaced, text, without } from './reading.ts';

/** What is told of the types of the Outbox, each of whose fields is optional; nothing if none is there. */
export const outboxSentences = {
  notification: (data: Data) => joined(text(data, 'title'), text(data, 'message')),
  dashboardUpdate: (data: Data) =>
    changed(text(data, 'dashboard'), 'the dashboard', without(data, 'dashboard')),
  reportUpdate: (data: Data) => {
    const report = text(data, 'reportId', text(data, 'report'));
    const status = text(data, 'status');
    if (report !== '' && status !== '') return `the report ${report} is ${status}`;
    return changed(report, 'the report', without(data, 'reportId', 'report', 'link'));
  },
  userUpdate: (data: Data) => changed(text(data, 'userId'), 'the user', without(data, 'userId')),
  systemAlert: (data: Data) => joined(text(data, 'component'), text(data, 'message')),
  ODDS_UPDATE: (data: Data) =>
    joined(named('the odds', 'of', text(data, 'fightId')), fields(without(data, 'fightId'))),
  EXPOSURE_ALERT: (data: Data) => {
    const exposure = number(data, 'exposure');
    if (exposure === undefined) return '';
    const limit =
      number(data, 'limit') === undefined ? '' : `, allowed are ${amount(data, 'limit')}`;
    return `${named('the exposure', 'in', text(data, 'fightId'))} is ${amount(data, 'exposure')}${limit}`;
  },
  COMPLIANCE_ALERT: (data: Data) => {
    const rule = text(data, 'rule');
    const about = [text(data, 'userId'), rule === '' ? '' : `rule ${rule}`];
    return joined(about.filter(Boolean).join(', '), text(data, 'message'));
  },
  TEST_BROADCAST: (data: Data) => joined('a test broadcast', text(data, 'message')),
  HEALTH_CHECK: (data: Data) => joined('a health check', text(data, 'message')),
} as const;

const named = (what: string, word: string, name: string): string =>
  name === '' ? what : spaced(what, word, name);

/** That something of a name has changed, and how; of no name, only how. */
const changed = (name: string, what: string, how: Data): string =>
  joined(name === '' ? '' : `${what} ${name} has changed`, fields(how));

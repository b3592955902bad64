import type { HostLog } from '../contract/host-log.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import type { AlarmDefinition, CompositeAlarm, MetricAlarm } from './alarm-definition.ts';
import { type AlarmPoints, alarmPoints } from './alarm-points.ts';
import { type AlarmRule, readAlarmRule } from './alarm-rule.ts';
import { type AlarmState, evaluate, evaluationRange, type Verdict } from './evaluate.ts';

/** One change of an alarm's state. */
export interface StateChange {
  /** ISO 8601. */
  readonly at: string;
  readonly from: AlarmState;
  readonly to: AlarmState;
  readonly reason: string;
}

/** What is to be seen of an alarm. */
export interface AlarmReport {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason: string;
  /** Since when it is in that state, ISO 8601. */
  readonly since: string;
  readonly description?: string;
  /** The newest last. */
  readonly history: readonly StateChange[];
}

/** Sends a change to one of an alarm's actions. */
export type AlarmAction = (target: string, alarm: AlarmDefinition, change: StateChange) => void;

export interface AlarmBookOptions {
  readonly store: MetricStore;
  readonly act: AlarmAction;
  readonly log: HostLog;
  readonly now?: () => number;
}

type Judge = (lastMinute: number) => Verdict | undefined;

interface Entry {
  readonly definition: AlarmDefinition;
  readonly judge: Judge;
  /** Names or ARNs of the alarms that it depends on. */
  readonly dependsOn: readonly string[];
  state: AlarmState;
  reason: string;
  since: string;
  readonly history: StateChange[];
}

/** What is kept of each alarm's changes. */
const mostChanges = 100;

const noData = 'Unchecked: Initial alarm creation';

/** The alarms of one template, and the states that they are in. */
export class AlarmBook {
  readonly #store: MetricStore;
  readonly #act: AlarmAction;
  readonly #log: HostLog;
  readonly #now: () => number;
  /** In the order in which they are evaluated: those that others depend on come first. */
  #entries: Entry[] = [];
  #firstMinute = Number.NEGATIVE_INFINITY;

  constructor({ store, act, log, now = Date.now }: AlarmBookOptions) {
    this.#store = store;
    this.#act = act;
    this.#log = log;
    this.#now = now;
  }

  /** @throws Error on an expression or a rule that cannot be read, and on a name that is taken. */
  add(definition: AlarmDefinition): void {
    if (this.#entries.some(each => each.definition.name === definition.name)) {
      throw new Error(`this template has an alarm named ${definition.name} already`);
    }
    const parts =
      definition.kind === 'metric' ? this.#ofMetric(definition) : this.#ofOthers(definition);
    const since = new Date(this.#now()).toISOString();
    const state: AlarmState = 'INSUFFICIENT_DATA';
    this.#entries.push({ definition, ...parts, state, reason: noData, since, history: [] });
  }

  /** Puts the alarms in order, once all are there. @throws Error on a rule that names none of them, or itself. */
  settle(): void {
    const settled: Entry[] = [];
    const settle = (entry: Entry, within: readonly Entry[]): void => {
      if (settled.includes(entry)) return;
      const { name } = entry.definition;
      if (within.includes(entry))
        throw new Error(`the rule of the alarm ${name} depends on itself`);
      for (const alarm of entry.dependsOn) {
        const other = this.#named(alarm);
        if (other === undefined) {
          throw new Error(
            `the rule of the alarm ${name} names ${alarm}, which is not in this template`,
          );
        }
        settle(other, [...within, entry]);
      }
      settled.push(entry);
    };
    for (const entry of this.#entries) settle(entry, []);
    this.#entries = settled;
  }

  /** Says from which minute on there may be data. */
  begin(firstMinute: number): void {
    this.#firstMinute = firstMinute;
  }

  /** Evaluates every alarm as of the end of that minute. */
  evaluate(lastMinute: number): void {
    for (const entry of this.#entries) {
      const verdict = entry.judge(lastMinute);
      if (verdict !== undefined) this.#turn(entry, verdict);
    }
  }

  report(): { readonly alarms: readonly AlarmReport[] } {
    const alarms = this.#entries.map(({ definition, state, reason, since, history }) => ({
      name: definition.name,
      state,
      reason,
      since,
      ...(definition.description === undefined ? {} : { description: definition.description }),
      history,
    }));
    return { alarms: alarms.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
  }

  #ofMetric(alarm: MetricAlarm): Pick<Entry, 'judge' | 'dependsOn'> {
    const points: AlarmPoints = alarmPoints(alarm.source, evaluationRange(alarm.evaluationPeriods));
    const looksBack = alarm.evaluationPeriods * periodOf(alarm);
    const judge: Judge = lastMinute => {
      const isTooSoon = lastMinute - looksBack + 1 < this.#firstMinute;
      // Nothing could be measured before the host ran: that is no sign of anything broken.
      if (isTooSoon && alarm.missingData === 'breaching') return undefined;
      return evaluate(points(this.#store, lastMinute), alarm);
    };
    return { judge, dependsOn: [] };
  }

  #ofOthers({ rule: text }: CompositeAlarm): Pick<Entry, 'judge' | 'dependsOn'> {
    const rule: AlarmRule = readAlarmRule(text);
    const stateOf = (alarm: string): AlarmState => this.#named(alarm)?.state ?? 'INSUFFICIENT_DATA';
    const judge: Judge = () => {
      const states = rule.alarms.map(alarm => `${nameOf(alarm)} ${stateOf(alarm)}`);
      return { state: rule.holds(stateOf) ? 'ALARM' : 'OK', reason: states.join(', ') };
    };
    return { judge, dependsOn: rule.alarms };
  }

  #named(nameOrArn: string): Entry | undefined {
    return this.#entries.find(
      ({ definition }) => definition.name === nameOrArn || definition.arn === nameOrArn,
    );
  }

  #turn(entry: Entry, { state, reason }: Verdict): void {
    if (entry.state === state) return;
    const at = new Date(this.#now()).toISOString();
    const change: StateChange = { at, from: entry.state, to: state, reason };
    entry.state = state;
    entry.reason = reason;
    entry.since = at;
    entry.history.push(change);
    if (entry.history.length > mostChanges) entry.history.shift();
    const { definition } = entry;
    const line = `${state} ${definition.name}: ${reason}`;
    // An alarm that has just begun to know its metric is no news.
    if (state === 'ALARM' || change.from === 'ALARM') this.#log.warn(line);
    else this.#log.debug(line);
    if (!definition.actions.isEnabled) return;
    for (const target of definition.actions[state]) this.#act(target, definition, change);
  }
}

const periodOf = ({ source }: MetricAlarm): number =>
  source.kind === 'metric' ? source.query.periodMinutes : source.periodMinutes;

const nameOf = (nameOrArn: string): string => nameOrArn.replace(/^arn:.*:alarm:/, '');

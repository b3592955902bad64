import type { HostLog } from '../contract/host-log.ts';
import { MetricStore } from '../metrics/metric-store.ts';
import { AlarmBook } from './alarm-book.ts';
import { AlarmClock } from './alarm-clock.ts';
import { alarmMessage } from './alarm-message.ts';
import { Topics } from './topics.ts';

/** What of a host its monitoring needs to know. */
export interface MonitoringOptions {
  readonly region: string;
  readonly accountId: string;
  /** How long a minute of metrics and alarms lasts. 60: as on AWS. */
  readonly secondsPerMinute: number;
  readonly log: HostLog;
}

/** The metrics of one host, the alarms of its template, and the topics that they report to. */
export class Monitoring {
  readonly metrics: MetricStore;
  readonly topics: Topics;
  readonly alarms: AlarmBook;
  readonly #clock: AlarmClock;

  constructor({ region, accountId, secondsPerMinute, log }: MonitoringOptions) {
    const minuteMs = secondsPerMinute * 1_000;
    const topics = new Topics(log);
    this.metrics = new MetricStore({ minuteMs, log });
    this.topics = topics;
    this.alarms = new AlarmBook({
      store: this.metrics,
      log,
      act: (target, alarm, change) => {
        const { subject, message } = alarmMessage(alarm, change, { region, accountId });
        const publisher = {
          service: 'cloudwatch.amazonaws.com',
          sourceArn: alarm.arn,
          sourceAccount: accountId,
        };
        topics.publish(target, publisher, subject, message);
      },
    });
    this.#clock = new AlarmClock(this.metrics, this.alarms, minuteMs);
  }

  /** To be called once every alarm is there. @throws Error on a rule that names no alarm, or itself. */
  settle(): void {
    this.alarms.settle();
  }

  /** Begins to evaluate, once all that is watched has begun. */
  start(): void {
    this.#clock.start();
  }

  /** Idempotent. */
  stop(): void {
    this.#clock.stop();
  }
}

/** For who asks what kinds there are, and runs none of them. */
export const unusedMonitoring = (): Monitoring =>
  new Monitoring({
    region: 'us-east-1',
    accountId: '000000000000',
    secondsPerMinute: 60,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });

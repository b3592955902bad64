import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  PeriodOverride,
  Row,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { dashboardRows, type Graph } from './dashboard-rows.ts';
import type { Watched } from './watched.ts';

/** What it shows. */
export interface MonitoringDashboardProps {
  readonly watched: Watched;
  readonly alarms: readonly IAlarm[];
}

/** What a row is wide. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const columns = 24;
const graphsPerRow = 3;
const graphHeight = 6;

/** One page of CloudWatch: all alarms, and what they watch. */
export class MonitoringDashboard extends Construct {
  /** Where it is looked at, by whoever has signed in to the account. */
  readonly url: string;

  constructor(scope: Construct, id: string, { watched, alarms }: MonitoringDashboardProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // CDK's own id of it would have no name that is known before it is deployed. An account has one list of
    // pages for all regions.
    const dashboardName = `${stack.stackName}-${stack.region}`;
    const dashboard = new Dashboard(this, 'Page', {
      dashboardName,
      defaultInterval: Duration.hours(3),
      periodOverride: PeriodOverride.INHERIT,
    });
    dashboard.addWidgets(new TextWidget({ width: columns, height: 3, markdown: header(stack) }));
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', width: columns, height: 8, alarms: [...alarms] }),
    );
    for (const { title, graphs } of dashboardRows(watched)) {
      dashboard.addWidgets(new TextWidget({ width: columns, height: 1, markdown: `## ${title}` }));
      for (let at = 0; at < graphs.length; at += graphsPerRow) {
        dashboard.addWidgets(new Row(...graphs.slice(at, at + graphsPerRow).map(widgetOf)));
      }
    }
    this.url = `https://${stack.region}.console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards:name=${dashboardName}`;
  }
}

function header({ stackName }: Stack): string {
  return [
    `# ${stackName}`,
    'An alarm says what it means and names its section of docs/alarms.md: how to look, what to do. By symptom: docs/troubleshooting.md. Log lines and procedures: docs/operations.md. What each metric counts: docs/metrics.md.',
  ].join('\n');
}

function widgetOf({ title, unit, metrics, limit }: Graph): GraphWidget {
  return new GraphWidget({
    title,
    width: columns / graphsPerRow,
    height: graphHeight,
    left: [...metrics],
    leftYAxis: { min: 0, label: unit, showUnits: false },
    ...(limit && { leftAnnotations: [limit] }),
  });
}

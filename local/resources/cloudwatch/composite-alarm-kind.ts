import { z } from 'zod';
import type { Monitoring } from '../../alarms/monitoring.ts';
import type { ResourceKind } from '../../contract/resource-kind.ts';
import { resourceKind } from '../../template/resource-kind.ts';
import { alarmActions, alarmIdentity, blaming, runningAlarm } from './alarm-kind.ts';
import { anyAlarmProperties } from './alarm-properties.ts';

const compositeAlarmProperties = z.object({
  ...anyAlarmProperties,
  AlarmRule: z.string().max(10_240, 'expected at most 10240 characters'),
});

/** `AWS::CloudWatch::CompositeAlarm`, in ALARM while its rule holds. */
export const compositeAlarmKind = ({ alarms, topics }: Monitoring): ResourceKind =>
  resourceKind({
    type: 'AWS::CloudWatch::CompositeAlarm',
    properties: compositeAlarmProperties,
    ignored: { Tags: 'nothing reads them here' },
    create: (properties, { logicalId }, host) =>
      blaming(logicalId, () => {
        const identity = alarmIdentity(properties.AlarmName, logicalId, host);
        alarms.add({
          kind: 'composite',
          ...identity,
          description: properties.AlarmDescription,
          actions: alarmActions(properties, topics),
          rule: properties.AlarmRule,
        });
        return runningAlarm(identity);
      }),
  });

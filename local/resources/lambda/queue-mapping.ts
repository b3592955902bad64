import type { Host } from '../../contract/host.ts';
import type { DeclaredResource, RunningResource } from '../../contract/resource-kind.ts';
import {
  queueMappingProperties,
  queueMappingSettings,
} from '../../event-source/queue-mapping-settings.ts';
import { QueuePoller } from '../../event-source/queue-poller.ts';
import { parseProperties } from '../../template/resource-kind.ts';
import { mappingMetrics } from './mapping-metrics.ts';

/** What Lambda needs in the function's role: docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const queueOperations = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

/** A mapping whose source is a queue. @throws Error on a setting that has no effect on one. */
export function runQueueMapping(
  declared: DeclaredResource,
  functionArn: string,
  host: Host,
): RunningResource {
  const { logicalId } = declared;
  const known = Object.keys(queueMappingProperties.shape);
  const other = Object.keys(declared.properties).find(
    name => !known.includes(name) && name !== 'Tags',
  );
  if (other !== undefined) {
    throw new Error(
      `${logicalId}: the local host does not know ${other} of a mapping whose source is a queue; it knows ${known.join(', ')}`,
    );
  }
  const properties = parseProperties(queueMappingProperties, declared);
  const settings = settingsOf(logicalId, properties);
  const queueArn = properties.EventSourceArn;
  const { countsEvents } = settings;
  const metrics = mappingMetrics({ mappingId: logicalId, functionArn, countsEvents }, host.metrics);
  let poller: QueuePoller | undefined;
  return {
    ref: logicalId,
    attributes: { Id: logicalId },
    async start() {
      // Not sooner: function, queue and every policy of the template are there by now.
      checkTimeouts(logicalId, functionArn, queueArn, host);
      checkPermissions(logicalId, functionArn, queueArn, host);
      if (!properties.Enabled) return;
      poller = new QueuePoller({
        queue: host.queue(queueArn),
        region: host.region,
        settings,
        log: host.log,
        name: logicalId,
        invoke: Records => host.functions.invoke(functionArn, { Records }),
        takeRedelivery: () => host.switches.takeRedelivery(),
        onInvoked: (invoked, failed) => {
          metrics.count('InvokedEventCount', invoked);
          metrics.count('FailedInvokeEventCount', failed);
        },
        onRemoved: () => metrics.count('DeletedEventCount', 1),
      });
      poller.start();
    },
    stop: async () => poller?.stop(),
  };
}

function settingsOf(
  logicalId: string,
  properties: Parameters<typeof queueMappingSettings>[0],
): ReturnType<typeof queueMappingSettings> {
  try {
    return queueMappingSettings(properties);
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}`, { cause: error });
  }
}

/** Lambda refuses a queue that gives messages again while the function may still be at work on them. */
function checkTimeouts(logicalId: string, functionArn: string, queueArn: string, host: Host): void {
  const queueSec = host.queue(queueArn).visibilityTimeoutMs / 1_000;
  const functionSec = host.functionTimeoutMs(functionArn) / 1_000;
  if (queueSec < functionSec) {
    throw new Error(
      `${logicalId}: Queue visibility timeout: ${queueSec} seconds is less than Function timeout: ${functionSec} seconds`,
    );
  }
}

function checkPermissions(
  logicalId: string,
  functionArn: string,
  resource: string,
  host: Host,
): void {
  for (const operation of queueOperations) {
    const wanted = [{ action: `sqs:${operation}`, resource }];
    const refusal = host.access.refusal(host.access.actor(functionArn), wanted);
    if (refusal === undefined) continue;
    throw new Error(
      `${logicalId}: The provided execution role does not have permissions to call ${operation} on SQS. ${refusal.message}`,
    );
  }
}

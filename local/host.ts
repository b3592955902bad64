import { Monitoring } from './alarms/monitoring.ts';
import { startAwsEndpoint } from './aws-endpoint.ts';
import type { TableCapacity } from './capacity/capacity-meter.ts';
import type { FaultsPatch } from './contract/fault-settings.ts';
import type { HostLog } from './contract/host-log.ts';
import type { RequestFilter } from './contract/request-filter.ts';
import type { ResourceKind, RunningResource } from './contract/resource-kind.ts';
import type { Engine } from './engine/start-engine.ts';
import type { HostIdentity } from './file-claim.ts';
import { startEngineProxy } from './gateway/engine-proxy.ts';
import { Gateway } from './gateway/gateway.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { hostApi, TextBody } from './host-api.ts';
import { HostContext } from './host-context.ts';
import type { RoleUsage } from './iam/access-control.ts';
import { dynamoDbPermissions } from './iam/dynamodb-permissions.ts';
import { permissionStep } from './iam/permission-step.ts';
import {
  type OwnMetrics,
  prometheusContentType,
  prometheusText,
} from './metrics/prometheus-text.ts';
import { concurrencyOf, defaultLimits, type HostLimits, resourceKinds } from './resources/kinds.ts';
import { lambdaService } from './resources/lambda/lambda-service.ts';
import { LogStore } from './resources/logs/log-store.ts';
import { LogsService } from './resources/logs/logs-service.ts';
import { s3Service } from './resources/s3/s3-service.ts';
import { loadAssembly } from './template/assembly.ts';
import { creationOrder } from './template/creation-order.ts';
import { IntrinsicResolver, pseudoParametersOf } from './template/intrinsics.ts';
import { checkProperties } from './template/property-check.ts';
import { isRecord, type Template } from './template/template.ts';
import { WebFunctions } from './web-function/web-functions.ts';

export interface HostOptions {
  /** The cloud assembly, as `cdk synth` writes it. */
  readonly assemblyDirectory: string;
  /** The AWS endpoint listens here, the next port leads to the engine, URLs follow. 0: any free ports. */
  readonly port: number;
  /** A running DynamoDB-compatible engine; the host stops it last. */
  readonly engine: Pick<Engine, 'endpoint' | 'newestRecord' | 'stop'>;
  /** What it says of itself to a host that finds its port taken. @default - nothing */
  readonly identity?: HostIdentity;
  /** A directory that lives as long as the engine's database. @default - nothing outlives the run */
  readonly statePath?: string;
  /** Log what functions write at levels below warn, too. @default false */
  readonly verbose?: boolean;
  /** @default us-east-1 */
  readonly region?: string;
  /** What of AWS's limits is another here. @default - those of AWS, and 100 invocations at once */
  readonly limits?: Partial<HostLimits>;
  /** What goes wrong from the start on. @default - nothing */
  readonly faults?: FaultsPatch;
  /** What requests to URLs and sockets go through first. @default - nothing */
  readonly requestFilter?: RequestFilter;
  /** Names that lead to this machine, beside those of the loopback. @default - none */
  readonly allowedHosts?: readonly string[];
  /** Keep no timeout of functions and integrations, for a debugger holds them. @default false */
  readonly isDebugged?: boolean;
  /** How long a minute of metrics and alarms lasts. @default 60, as on AWS */
  readonly alarmSecondsPerMinute?: number;
  /** How metrics in the namespace of the stack's name are shown. @default - as those of AWS */
  readonly ownMetrics?: Omit<OwnMetrics, 'namespace'>;
  /** Called once per step of the start. */
  onProgress?(step: string): void;
  readonly log: HostLog;
}

export interface RunningHost {
  readonly stackName: string;
  /** The template's outputs, and `DynamoDbEndpoint` and `AwsEndpointUrl`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the functions and state machines have consumed of the tables so far. */
  capacity(): TableCapacity[];
  /** What each role was granted, and what of that was used so far. */
  iamUsage(): RoleUsage[];
  /**
   * Runs a function on the code in that directory from now on. Unlike Lambda's UpdateFunctionCode it asks
   * environments with older code to end what they serve.
   */
  updateFunctionCode(logicalId: string, directory: string): void;
  /** Ends everything in reverse order; idempotent. */
  stop(): Promise<void>;
}

const accountId = '000000000000';
const defaultRegion = 'us-east-1';

interface Made {
  readonly logicalId: string;
  readonly resource: RunningResource;
}

/** Runs the stack of a cloud assembly until it is stopped. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const { port, engine, allowedHosts = [] } = options;
  const log = options.verbose === true ? options.log : quiet(options.log);
  const progress = (step: string): void => options.onProgress?.(step);
  const made: Made[] = [];
  const endings: (() => Promise<void>)[] = [() => engine.stop()];
  let stopping: Promise<void> | undefined;
  let monitoring: Monitoring | undefined;
  const stop = (): Promise<void> => {
    // First: what fails because it is stopped is nothing to be reported.
    monitoring?.stop();
    stopping ??= stopAll(made, endings, log);
    return stopping;
  };

  try {
    const assembly = loadAssembly(options.assemblyDirectory);
    const { template, stackName } = assembly;
    const limits = { ...defaultLimits, ...options.limits };
    announce(limits, options.log);
    const concurrency = concurrencyOf(limits);
    const webFunctions = new WebFunctions();
    const region = options.region ?? defaultRegion;
    const logs = new LogStore();
    const secondsPerMinute = options.alarmSecondsPerMinute ?? 60;
    const watching = new Monitoring({ region, accountId, secondsPerMinute, log });
    monitoring = watching;
    const kinds = resourceKinds(limits, concurrency, webFunctions, watching);
    checkProperties(template, kinds);
    progress(`${stackName}: ${Object.keys(template.Resources).length} resources checked`);

    const newestRecord =
      engine.newestRecord === undefined ? {} : { newestRecord: engine.newestRecord };
    const host = new HostContext({
      assembly,
      region,
      accountId,
      dynamoDbEndpoint: engine.endpoint,
      ...newestRecord,
      log,
      logs,
      metrics: watching.metrics,
      secondsPerMinute,
      allowedHosts,
      isDebugged: options.isDebugged ?? false,
      ...(options.statePath === undefined ? {} : { statePath: options.statePath }),
      ...(options.requestFilter === undefined ? {} : { requestFilter: options.requestFilter }),
      firstPort: port === 0 ? 0 : port + 2,
    });
    const dynamoDb = new Gateway();
    dynamoDb.use(permissionStep(host.access, call => dynamoDbPermissions(call, host)));
    const gateway = await startGateway({
      gateway: dynamoDb,
      callerOf: accessKeyId => host.access.callerOf(accessKeyId),
      dynamoDbEndpoint: engine.endpoint,
      ...newestRecord,
      region: host.region,
      accountId: host.accountId,
      switches: host.switches,
      metrics: watching.metrics,
      log,
    });
    endings.unshift(() => gateway.stop());
    host.dynamoDbGateway = gateway.endpoint;
    const engineProxy = await startEngineProxy({
      engineEndpoint: engine.endpoint,
      port: port === 0 ? 0 : port + 1,
      allowedHosts,
    });
    endings.unshift(() => engineProxy.stop());
    const restServices = [
      lambdaService({ ...host.functions, arnOf: name => host.functionArnOf(name) }),
      s3Service(name => host.bucketNamed(name)),
    ];
    const awsEndpoint = await startAwsEndpoint({
      port,
      allowedHosts,
      serviceOf: prefix => host.service(prefix),
      restServiceOf: name => restServices.find(({ signingName }) => signingName === name),
      access: host.access,
      log,
      concurrencyLimits: () => concurrency.limits(),
      hostApi: hostApi(host.switches, {
        capacity: () => gateway.capacity.report(),
        iam: () => host.access.usage(),
        'web-functions': () => webFunctions.report(),
        alarms: () => watching.alarms.report(),
        metrics: () =>
          new TextBody(
            prometheusContentType,
            prometheusText(watching.metrics, { ...options.ownMetrics, namespace: stackName }),
          ),
        messages: () => ({ messages: watching.topics.messages }),
        ...(options.identity === undefined ? {} : { host: () => options.identity }),
      }),
    });
    endings.unshift(() => awsEndpoint.stop());
    host.awsEndpoint = awsEndpoint.endpoint;
    host.registerService(new LogsService(logs, { region, accountId }));

    const resolver = await createResources(template, kinds, host, made);
    if (options.faults !== undefined) await host.switches.set(options.faults);
    progress('resources created');
    watching.settle();
    for (const { resource } of made) await resource.start?.();
    watching.start();
    progress('event source mappings and schedules started');

    const outputs = {
      ...outputsOf(template, resolver, host),
      DynamoDbEndpoint: engineProxy.endpoint,
      AwsEndpointUrl: awsEndpoint.endpoint,
    };
    return {
      stackName,
      outputs,
      capacity: () => gateway.capacity.report(),
      iamUsage: () => host.access.usage(),
      updateFunctionCode: (logicalId, directory) => updateCode(made, logicalId, directory),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createResources(
  template: Template,
  kinds: ReadonlyMap<string, ResourceKind>,
  host: HostContext,
  made: Made[],
): Promise<IntrinsicResolver> {
  const byId = new Map<string, RunningResource>();
  const resolver = new IntrinsicResolver({
    template,
    pseudoParameters: pseudoParametersOf(host),
    ref: logicalId => byId.get(logicalId)?.ref,
    attribute: (logicalId, name) => byId.get(logicalId)?.attributes[name],
  });
  for (const logicalId of creationOrder(template)) {
    const declared = template.Resources[logicalId];
    const kind = declared === undefined ? undefined : kinds.get(declared.Type);
    if (declared === undefined || kind === undefined) continue;
    if (declared.Condition !== undefined && !resolver.condition(declared.Condition, logicalId)) {
      continue;
    }
    const properties = host.localized(resolver.resolve(declared.Properties ?? {}, logicalId));
    const resource = await kind.create(
      { logicalId, type: declared.Type, properties: isRecord(properties) ? properties : {} },
      host,
    );
    byId.set(logicalId, resource);
    const { FunctionUrl } = resource.attributes;
    if (FunctionUrl !== undefined) host.registerPage(FunctionUrl);
    made.push({ logicalId, resource });
  }
  return resolver;
}

function updateCode(made: readonly Made[], logicalId: string, directory: string): void {
  const resource = made.find(each => each.logicalId === logicalId)?.resource;
  if (resource?.updateCode === undefined) {
    throw new Error(`received new code for ${logicalId}, expected a function of the template`);
  }
  resource.updateCode(directory);
}

function outputsOf(
  template: Template,
  resolver: IntrinsicResolver,
  host: HostContext,
): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    const where = `Outputs.${name}`;
    if (output.Condition !== undefined && !resolver.condition(output.Condition, where)) continue;
    outputs[name] = String(host.localized(resolver.resolve(output.Value, where)));
  }
  return outputs;
}

/** Sources of invocations first and all at once, so that one slow ending does not wait for another. */
async function stopAll(
  made: readonly Made[],
  endings: readonly (() => Promise<void>)[],
  log: HostLog,
): Promise<void> {
  const end = async (name: string, stop: (() => Promise<void>) | undefined): Promise<void> => {
    try {
      await stop?.();
    } catch (error) {
      log.warn(`${name} did not stop cleanly: ${error instanceof Error ? error.message : error}`);
    }
  };
  const reversed = made.toReversed();
  const sources = reversed.filter(({ resource }) => resource.start !== undefined);
  const others = reversed.filter(({ resource }) => resource.start === undefined);
  const endOne = ({ logicalId, resource }: Made) => end(logicalId, resource.stop?.bind(resource));
  await Promise.all(sources.map(endOne));
  for (const each of others) await endOne(each);
  for (const ending of endings) await end('the host', ending);
}

/** Only what someone should see without asking. */
const quiet = (log: HostLog): HostLog => ({
  debug: () => {},
  info: () => {},
  warn: message => log.warn(message),
  error: message => log.error(message),
});

/** Warns where a host is less strict than AWS, so that its figures are not taken for those of AWS. */
function announce({ readersPerEnvironment, streamPace }: HostLimits, log: HostLog): void {
  if (readersPerEnvironment > 1) {
    log.warn(
      `BENCHMARK: up to ${readersPerEnvironment} readers share one environment and its module state; on Lambda each has its own`,
    );
  }
  if (streamPace !== defaultLimits.streamPace) {
    log.warn(
      'BENCHMARK: streamed answers go at another pace than on Lambda, which holds small writes back and slows down after 6 MB',
    );
  }
}

import { Fn, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Endpoints } from '../../lambdas/adapters/runtime/endpoints.ts';
import type { Environment } from '../../lambdas/dashboard/config.ts';
import { RealtimeFunction } from './realtime-function.ts';

/** Where the code is, and what the page says of the deployment. */
export interface DashboardProps {
  /** The dashboard's folder in it holds the built page, too. */
  readonly bundlesDirectory: string;
  readonly proposalTimeoutSeconds: number;
  readonly streamLifetimeSeconds: number;
  readonly depletionNoticeSeconds: number;
}

/** One channel, as the page must know it. */
export type ChannelEndpoint = Endpoints['channels'][number];

/**
 * The page for people: a function that serves its files. The endpoints let in the page's origin, and
 * the page must know the endpoints: so they go into a parameter of a fixed name, which makes no
 * cycle (docs/decisions/0042).
 */
export class Dashboard extends Construct {
  /** Ends in a slash. */
  readonly url: string;
  /** As a browser sends it: the URL without its slash. */
  readonly origin: string;
  /** The name of the parameter that holds the endpoints, as JSON. */
  readonly endpointsParameter: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    this.endpointsParameter = `/${Stack.of(this).stackName}/endpoints`;
    const page = new RealtimeFunction<Environment>(this, 'Function', {
      name: 'dashboard',
      description: 'Serves the dashboard, and the endpoints that it calls as JSON',
      bundlesDirectory: props.bundlesDirectory,
      environment: {
        ENDPOINTS_PARAMETER: this.endpointsParameter,
        PROPOSAL_TIMEOUT_SECONDS: String(props.proposalTimeoutSeconds),
        STREAM_LIFETIME_SECONDS: String(props.streamLifetimeSeconds),
        DEPLETION_NOTICE_SECONDS: String(props.depletionNoticeSeconds),
      },
      memorySizeMb: 256,
      timeoutSeconds: 10,
    });
    this.allowEndpoints(page);
    // Everybody may load it: it holds no secret, and can do only what the reader's token allows.
    this.url = page.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
    const parts = Fn.split('/', this.url);
    this.origin = Fn.join('//', [Fn.select(0, parts), Fn.select(2, parts)]);
  }

  /** Lets a function read the endpoints. */
  allowEndpoints(grantee: IGrantable): void {
    const parameter = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: this.endpointsParameter.slice(1),
    });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter] }),
    );
  }

  /** Gives the page the URLs of the endpoints. */
  show(endpoints: Endpoints): void {
    new StringParameter(this, 'Endpoints', {
      parameterName: this.endpointsParameter,
      description: 'Where the dashboard finds this deployment',
      stringValue: Stack.of(this).toJsonString(endpoints),
    });
  }
}

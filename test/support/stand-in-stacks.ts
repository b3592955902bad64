/** What a request is answered. */
export interface StandInAnswer {
  readonly status: number;
  readonly body: string;
}

/** A stack that fails to be made: the resource, and CloudFormation's reason. */
export interface FailingResource {
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

interface Stack {
  readonly id: string;
  readonly name: string;
  template: string;
  status: string;
  /** Of the change set that was made last. */
  pendingTemplate: string;
  failed?: FailingResource;
}

const xmlns = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';
const madeAt = '2026-11-30T12:00:00.000Z';

/** Those of CDKToolkit are what the CLI looks for; of any other the template's own. */
const toolkitOutputs = {
  BucketName: 'cdk-hnb659fds-assets-000000000000-us-east-1',
  BucketDomainName: 'cdk-hnb659fds-assets-000000000000-us-east-1.s3.us-east-1.amazonaws.com',
  BootstrapVersion: '31',
};

/**
 * Stacks as CloudFormation's query API has them, by the answers that its reference shows: made at once,
 * whatever stands in their templates.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
 */
export class StandInStacks {
  readonly #stacks = new Map<string, Stack>();
  readonly #objectOf: (key: string) => string;
  readonly #failing: FailingResource | undefined;
  #made = 0;

  /** `objectOf` gives an uploaded template by the end of its URL. */
  constructor(objectOf: (key: string) => string, failing?: FailingResource) {
    this.#objectOf = objectOf;
    this.#failing = failing;
  }

  /** Whether a stack of that name was deployed, and not deleted since. */
  isThere(name: string): boolean {
    const stack = this.#existing(name);
    return stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS';
  }

  answer(parameters: URLSearchParams): StandInAnswer {
    const action = parameters.get('Action') ?? '';
    const given = parameters.get('StackName') ?? '';
    const name = given.replace(/^arn:[^/]+\/([^/]+)\/.*$/, '$1');
    // One that was deleted is still found by its id.
    const stack = given === name ? this.#existing(name) : this.#stacks.get(name);
    if (action === 'CreateChangeSet') return this.#createChangeSet(name, parameters);
    if (stack === undefined) return notThere(name);
    switch (action) {
      case 'DescribeStacks':
        return result(action, `<Stacks><member>${describe(stack)}</member></Stacks>`);
      case 'DescribeChangeSet':
        // The CLI waits until one of before is gone.
        if (stack.pendingTemplate === '') {
          return failure('ChangeSetNotFound', 'ChangeSet [cdk-deploy] does not exist');
        }
        return result(
          action,
          `<ChangeSetName>cdk-deploy</ChangeSetName><StackName>${name}</StackName><StackId>${stack.id}</StackId><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus><Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action><LogicalResourceId>Fights</LogicalResourceId><ResourceType>AWS::DynamoDB::GlobalTable</ResourceType></ResourceChange></member></Changes>`,
        );
      case 'ExecuteChangeSet':
        return this.#execute(stack);
      case 'DescribeStackEvents':
        return result(action, `<StackEvents>${eventsOf(stack)}</StackEvents>`);
      case 'GetTemplate':
        return result(action, `<TemplateBody>${escaped(stack.template)}</TemplateBody>`);
      case 'DeleteStack':
        stack.status = 'DELETE_COMPLETE';
        return result(action, '');
      case 'DeleteChangeSet':
        stack.pendingTemplate = '';
        return result(action, '');
      case 'UpdateTerminationProtection':
        return result(action, '');
      case 'ListStackResources':
        return result(action, '<StackResourceSummaries/>');
      case 'DescribeStackResources':
        return result(action, '<StackResources/>');
      default:
        return failure('InvalidAction', `The action ${action} is not valid`);
    }
  }

  #existing(name: string): Stack | undefined {
    const stack = this.#stacks.get(name);
    return stack?.status === 'DELETE_COMPLETE' ? undefined : stack;
  }

  #createChangeSet(name: string, parameters: URLSearchParams): StandInAnswer {
    const url = parameters.get('TemplateURL');
    const template = parameters.get('TemplateBody') ?? this.#objectOf(url ?? '');
    this.#made += 1;
    const id = `arn:aws:cloudformation:us-east-1:000000000000:stack/${name}/${this.#made}`;
    const made: Stack = {
      id,
      name,
      template: '',
      status: 'REVIEW_IN_PROGRESS',
      pendingTemplate: '',
    };
    const stack = this.#existing(name) ?? made;
    stack.pendingTemplate = template;
    this.#stacks.set(name, stack);
    const changeSet = 'arn:aws:cloudformation:us-east-1:000000000000:changeSet/cdk-deploy/1';
    return result('CreateChangeSet', `<Id>${changeSet}</Id><StackId>${stack.id}</StackId>`);
  }

  #execute(stack: Stack): StandInAnswer {
    const isNew = stack.status === 'REVIEW_IN_PROGRESS';
    if (this.#failing !== undefined && stack.name !== 'CDKToolkit') {
      stack.failed = this.#failing;
      stack.status = isNew ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
    } else {
      stack.template = stack.pendingTemplate;
      stack.status = isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
    }
    stack.pendingTemplate = '';
    return result('ExecuteChangeSet', '');
  }
}

function describe(stack: Stack): string {
  const outputs = stack.name === 'CDKToolkit' ? toolkitOutputs : outputsOf(stack.template);
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  return `<StackId>${stack.id}</StackId><StackName>${stack.name}</StackName><CreationTime>${madeAt}</CreationTime><StackStatus>${stack.status}</StackStatus><EnableTerminationProtection>false</EnableTerminationProtection><Outputs>${members.join('')}</Outputs><Tags/>`;
}

/** What a template's outputs come to: texts as they are, functions of resources by their key. */
function outputsOf(template: string): Readonly<Record<string, string>> {
  if (template === '') return {};
  const { Outputs = {} } = JSON.parse(template) as {
    Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
  };
  return Object.fromEntries(
    Object.entries(Outputs).map(([key, { Value }]) => [
      key,
      typeof Value === 'string' ? Value : `stand-in-${key}`,
    ]),
  );
}

function eventsOf({ id, name, status, failed }: Stack): string {
  const event = (logicalId: string, type: string, ofStatus: string, reason = '') =>
    `<member><EventId>${logicalId}-${ofStatus}</EventId><StackId>${id}</StackId><StackName>${name}</StackName><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${id}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${ofStatus}</ResourceStatus><ResourceStatusReason>${escaped(reason)}</ResourceStatusReason><Timestamp>${new Date().toISOString()}</Timestamp></member>`;
  const ofResource =
    failed === undefined
      ? ''
      : event(failed.logicalId, failed.type, 'CREATE_FAILED', failed.reason);
  return `${event(name, 'AWS::CloudFormation::Stack', status)}${ofResource}`;
}

function result(action: string, inner: string): StandInAnswer {
  return {
    status: 200,
    body: `<${action}Response xmlns="${xmlns}"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ResponseMetadata></${action}Response>`,
  };
}

const notThere = (name: string): StandInAnswer =>
  failure('ValidationError', `Stack with id ${name} does not exist`);

function failure(code: string, message: string): StandInAnswer {
  return {
    status: 400,
    body: `<ErrorResponse xmlns="${xmlns}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>b9b4b068-3a41-11e5-94eb-example</RequestId></ErrorResponse>`,
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What of the template a value may refer to: the type of each resource, and what physical names begin with. */
export interface ReferredTemplate {
  readonly stackName: string;
  /** Logical id → `AWS::…` */
  readonly types: ReadonlyMap<string, string>;
}

/** As long as any that there is: ap-southeast-10 would be. */
const region = 'r'.repeat(15);
const account = '1'.repeat(12);
const partition = 'aws-us-gov';
const suffix = 'amazonaws.com.cn';

/** What CloudFormation puts behind a name that it makes. */
const random = 13;
/** What Secrets Manager puts behind that, with its hyphen. */
const secretSuffix = 7;

/** Longer than what any reference is whose length is not known. */
const unknownReference = 'x'.repeat(200);

const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::AccountId': account,
  'AWS::Partition': partition,
  'AWS::Region': region,
  'AWS::URLSuffix': suffix,
};

/** An intrinsic function as a template has it. */
interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [id: string, attribute: string];
  readonly 'Fn::Join'?: readonly [delimiter: string, parts: readonly unknown[]];
  readonly 'Fn::Select'?: readonly [at: number | string, list: Intrinsic];
  readonly 'Fn::Split'?: readonly [delimiter: string, text: unknown];
}

/**
 * A text as long as the value can get once it is deployed, in any region: intrinsic functions are carried
 * out, and references are names as long as AWS makes them.
 *
 * @throws when it is made by a function that is not known here
 */
export function longestValue(value: unknown, template: ReferredTemplate): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const longest = (part: unknown): string => longestValue(part, template);
  const {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::Select': select,
  } = value as Intrinsic;
  if (ref !== undefined) return referred(ref, template);
  if (attribute !== undefined) return attributeOf(...attribute, template);
  if (join !== undefined) return join[1].map(longest).join(join[0]);
  const split = select?.[1]['Fn::Split'];
  if (select !== undefined && split !== undefined) {
    return longest(split[1]).split(split[0])[Number(select[0])] ?? '';
  }
  throw new Error(
    `expected a value of Ref, Fn::GetAtt, Fn::Join, or Fn::Select of Fn::Split, received ${JSON.stringify(value)}`,
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
function referred(id: string, { stackName, types }: ReferredTemplate): string {
  const pseudo = pseudoParameters[id];
  if (pseudo !== undefined) return pseudo;
  const ofStack = `${stackName}-${id}-${'x'.repeat(random)}`;
  const alone = `${id}-${'x'.repeat(random)}`;
  switch (types.get(id)) {
    case 'AWS::DynamoDB::GlobalTable':
      return ofStack;
    case 'AWS::SecretsManager::Secret':
      return `arn:${partition}:secretsmanager:${region}:${account}:secret:${alone}${'x'.repeat(secretSuffix)}`;
    case 'AWS::SQS::Queue':
      return `https://sqs.${region}.${suffix}/${account}/${ofStack.slice(0, 80)}`;
    case 'AWS::StepFunctions::StateMachine':
      return `arn:${partition}:states:${region}:${account}:stateMachine:${alone.slice(0, 80)}`;
    case 'AWS::ApiGatewayV2::Api':
      return 'x'.repeat(10);
    case 'AWS::S3::Bucket':
      return 'x'.repeat(63);
    default:
      return unknownReference;
  }
}

function attributeOf(id: string, name: string, { types }: ReferredTemplate): string {
  const isUrl = types.get(id) === 'AWS::Lambda::Url' && name === 'FunctionUrl';
  return isUrl ? `https://${'x'.repeat(32)}.lambda-url.${region}.on.aws/` : unknownReference;
}

/** What an emulator of AWS cannot judge, and what of the scenarios that leaves out. */
export interface NotJudged {
  readonly what: string;
  readonly why: string;
  /**
   * Scenarios that need it: a file by name, `live`, or a part of a title in one, `live: a poll of`;
   * `*` is all of them. Empty where no scenario needs it, or where all would pass without.
   */
  readonly leavesOut: readonly string[];
}

/** An emulator that a rehearsal was tried on. */
export interface Emulator {
  readonly name: string;
  /** The version that was tried. */
  readonly version: string;
  /** How far a rehearsal came on it, where not to the end. */
  readonly reaches?: string;
  readonly notJudged: readonly NotJudged[];
}

/** What is true of each of them. */
const ofAnyEmulator: readonly NotJudged[] = [
  {
    what: 'grants',
    why: 'it allows whatever is asked with any credentials; npm run iam decides what functions may, on the local host',
    leavesOut: [],
  },
  {
    what: 'streams of tables as Lambda reads them',
    why: 'batches in halves, partial answers, records given up and the order of an item are the emulator’s own idea of them',
    leavesOut: [],
  },
  {
    what: 'quotas and throttling',
    why: 'an emulator has no account that could be full: reserved concurrency, the rate of new sockets and a hot partition cost nothing there',
    leavesOut: [],
  },
  {
    what: 'time',
    why: 'how long a deployment, a cold start or a delivery takes on AWS',
    leavesOut: [],
  },
];

export const emulators: readonly Emulator[] = [
  {
    name: 'moto',
    version: '5.2.1',
    reaches:
      'bootstrap, and the code of all functions in the bucket; the stack is refused, for its CloudFormation has no AWS::DynamoDB::GlobalTable. Its endpoint has to be called localhost: under another name it does not find the template',
    notJudged: [
      {
        what: 'tables, function URLs and the WebSocket API',
        why: 'its CloudFormation makes none of AWS::DynamoDB::GlobalTable, AWS::Lambda::Url and AWS::ApiGatewayV2',
        leavesOut: ['*'],
      },
      {
        what: 'whatever a function does',
        why: 'it runs functions in containers only',
        leavesOut: ['*'],
      },
      ...ofAnyEmulator,
    ],
  },
  {
    name: 'ministack',
    version: '1.4.21',
    reaches:
      'bootstrap, the code of all functions, and most tables, roles and functions; then the stack is rolled back, for its CloudFormation has no AWS::ApiGatewayV2::RouteResponse. With that taken for granted in a copy of it, all 257 resources were made, and updated with what was in the tables; cdk destroy left them there',
    notJudged: [
      {
        what: 'RouteResponse',
        why: 'it is not made; whatever a route answers is sent, as if it always had one',
        leavesOut: ['*'],
      },
      {
        what: 'streamed responses, and so channels, Live, polls and the management API',
        why: 'the process that runs Node.js functions has no awslambda.streamifyResponse, so these functions do not load; in containers a response comes whole, at its end',
        leavesOut: ['*'],
      },
      {
        what: 'the authorizer of the WebSocket API',
        why: 'on $connect it asks no function',
        leavesOut: ['*'],
      },
      {
        what: 'the time that a function has left',
        why: 'it is 300 s at any time',
        leavesOut: [],
      },
      ...ofAnyEmulator,
    ],
  },
];

/** The one of that name, in small letters. */
export function findEmulator(name: string): Emulator | undefined {
  return emulators.find(each => each.name === name.toLowerCase());
}

/** What so many of a unit cost. */
export interface Price {
  readonly service: Service;
  readonly unit: string;
  /** US dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  /** The page of AWS to check it on. */
  readonly source: string;
  /** Where AWS says nothing that was found: what is assumed instead. */
  readonly assumption?: string;
}

export const services = [
  'Lambda',
  'DynamoDB',
  'API Gateway',
  'Step Functions',
  'SQS',
  'AppSync',
  'Fargate',
  'Load balancer',
  'Redis',
  'CloudWatch',
  'Data out',
] as const;

export type Service = (typeof services)[number];

/** When these prices held, and where. Without free tiers, savings plans and taxes. */
export const priceSheet = { date: 'November 2026', region: 'us-east-1' } as const;

const lambda = { service: 'Lambda', source: 'https://aws.amazon.com/lambda/pricing/' } as const;
const dynamoDb = {
  service: 'DynamoDB',
  source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
} as const;
const apiGateway = {
  service: 'API Gateway',
  source: 'https://aws.amazon.com/api-gateway/pricing/',
} as const;
const appSync = { service: 'AppSync', source: 'https://aws.amazon.com/appsync/pricing/' } as const;
const fargate = { service: 'Fargate', source: 'https://aws.amazon.com/fargate/pricing/' } as const;
const balancer = {
  service: 'Load balancer',
  source: 'https://aws.amazon.com/elasticloadbalancing/pricing/',
} as const;
const cloudWatch = {
  service: 'CloudWatch',
  source: 'https://aws.amazon.com/cloudwatch/pricing/',
} as const;
const million = 1_000_000;
const notListed = 'was not looked up with the others: to be checked before it decides anything';

export const prices = {
  lambdaRequest: { ...lambda, unit: 'requests', dollars: 0.2, per: million },
  lambdaMemory: { ...lambda, unit: 'GB-s (arm)', dollars: 0.0000133334, per: 1 },
  webRequest: {
    ...lambda,
    unit: 'requests of a Web Function',
    dollars: 0.2,
    per: million,
    assumption:
      "the rate of a Web Function's requests was not found: Lambda's (--web-request-rate)",
  },
  webMemory: {
    ...lambda,
    unit: 'GB-s of environments',
    dollars: 0.0000133334,
    per: 1,
    assumption:
      "the rate of a Web Function's memory was not found: Lambda's arm rate (--web-memory-rate)",
  },
  webCpu: {
    ...lambda,
    unit: 'vCPU-s in use',
    dollars: 0.04048 / 3_600,
    per: 1,
    assumption:
      "the rate of a Web Function's active CPU was not found: Fargate's for a vCPU (--web-cpu-rate)",
  },
  dynamoDbWrite: { ...dynamoDb, unit: 'write units', dollars: 0.625, per: million },
  dynamoDbRead: { ...dynamoDb, unit: 'read units', dollars: 0.125, per: million },
  dynamoDbStorage: { ...dynamoDb, unit: 'GB-months', dollars: 0.25, per: 1 },
  socketMessage: { ...apiGateway, unit: 'messages of up to 32 KB', dollars: 1, per: million },
  socketMinute: { ...apiGateway, unit: 'connection minutes', dollars: 0.25, per: million },
  transition: {
    service: 'Step Functions',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    unit: 'state transitions',
    dollars: 25,
    per: million,
  },
  sqsRequest: {
    service: 'SQS',
    source: 'https://aws.amazon.com/sqs/pricing/',
    unit: 'requests of up to 64 KB',
    dollars: 0.4,
    per: million,
    assumption: `SQS's price ${notListed}`,
  },
  appSyncOperation: {
    ...appSync,
    unit: 'operations of up to 5 KB',
    dollars: 1,
    per: million,
    assumption: `AppSync's price ${notListed}`,
  },
  appSyncMinute: {
    ...appSync,
    unit: 'connection minutes',
    dollars: 0.08,
    per: million,
    assumption: `AppSync's price ${notListed}`,
  },
  fargateCpu: { ...fargate, unit: 'vCPU-hours', dollars: 0.04048, per: 1 },
  fargateMemory: { ...fargate, unit: 'GB-hours', dollars: 0.004445, per: 1 },
  balancerHour: { ...balancer, unit: 'hours', dollars: 0.0225, per: 1 },
  balancerUnit: {
    ...balancer,
    unit: 'capacity-unit-hours',
    dollars: 0.008,
    per: 1,
    assumption: `the price of a capacity unit ${notListed}`,
  },
  redisHour: {
    service: 'Redis',
    source: 'https://aws.amazon.com/elasticache/pricing/',
    unit: 'hours of cache.t4g.micro',
    dollars: 0.016,
    per: 1,
    assumption: `the price of a Redis node ${notListed}`,
  },
  logs: { ...cloudWatch, unit: 'GB of logs', dollars: 0.5, per: 1 },
  alarmMetric: { ...cloudWatch, unit: 'metrics of alarms', dollars: 0.1, per: 1 },
  compositeAlarm: { ...cloudWatch, unit: 'composite alarms', dollars: 0.5, per: 1 },
  dashboardPage: { ...cloudWatch, unit: 'pages of CloudWatch', dollars: 3, per: 1 },
  mappingMetric: {
    ...cloudWatch,
    unit: 'metrics that mappings count',
    dollars: 0.3,
    per: 1,
    assumption: 'what mappings count costs as metrics of our own do',
  },
  metric: {
    service: 'CloudWatch',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    unit: 'metrics, of the first 10,000',
    dollars: 0.3,
    per: 1,
  },
  dataOut: {
    service: 'Data out',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
    unit: 'GB to the internet',
    dollars: 0.09,
    per: 1,
    assumption: `the price of data out ${notListed}`,
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof prices;

/** Rates of Web Functions, which stand on no page that could be read: a flag replaces what is assumed. */
export const rateFlags = {
  'web-request-rate': { price: 'webRequest', says: 'dollars for a million requests of one' },
  'web-memory-rate': { price: 'webMemory', says: 'dollars for a GB-second of its environments' },
  'web-cpu-rate': { price: 'webCpu', says: 'dollars for a vCPU-second that they are busy' },
} as const satisfies Readonly<Record<string, { readonly price: PriceName; readonly says: string }>>;

/** Prices by name; a flag may have replaced one. */
export type Prices = Readonly<Record<PriceName, Price>>;

import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { dynamoDbStreamsClient } from '../../../local/engine/dynamodb-streams-client.ts';
import { startEngine } from '../../../local/engine/start-engine.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };

test('a stream’s record has every attribute that was written, whatever it is called', async () => {
  const engine = await startEngine({ log, environment: {} });
  const tables = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const streams = dynamoDbStreamsClient(engine.endpoint, 'us-east-1');
  try {
    const { TableDescription } = await tables.send(
      new CreateTableCommand({
        TableName: 'Odd',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      }),
    );
    const fields =
      '{"__proto__":{"M":{"x":{"N":"1"}}},"constructor":{"B":""},"last":{"BOOL":true}}';
    const M = { ...JSON.parse(fields), constructor: { B: new Uint8Array([104, 105]) } };
    await tables.send(
      new PutItemCommand({ TableName: 'Odd', Item: { id: { S: '1' }, data: { M } } }),
    );
    const StreamArn = TableDescription?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: 'TRIM_HORIZON',
      }),
    );
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    const data = Records?.[0]?.dynamodb?.NewImage?.data;
    expect(Object.entries(data?.M ?? {}).sort()).toEqual([
      ['__proto__', { M: { x: { N: '1' } } }],
      ['constructor', { B: new Uint8Array([104, 105]) }],
      ['last', { BOOL: true }],
    ]);
    expect(Records?.[0]?.dynamodb?.ApproximateCreationDateTime).toBeInstanceOf(Date);
  } finally {
    tables.destroy();
    streams.destroy();
    await engine.stop();
  }
});

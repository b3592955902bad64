import { Match } from 'aws-cdk-lib/assertions';
import { synthesize } from '../synthesize.ts';

const template = synthesize();

/** Which mappings read the stream of a table. */
const readersOf = (table: string) =>
  Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).filter(
    ({ Properties }) => Properties.EventSourceArn['Fn::GetAtt'][0] === table,
  );

describe('the end of banned users’ connections', () => {
  it('is woken by writes of banned users only, for half a day, and what it gives up is kept', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('^UserBansFunction') },
      EventSourceArn: { 'Fn::GetAtt': ['UsersTable', 'StreamArn'] },
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT', 'MODIFY'],
              dynamodb: { NewImage: { status: { S: ['banned'] } } },
            }),
          },
        ],
      },
      MaximumRecordAgeInSeconds: 43_200,
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['FailedBatches', 'Arn'] } } },
    });
  });

  it('is one of two readers of the stream, which is as many as there may be', () => {
    expect(readersOf('UsersTable')).toHaveLength(2);
  });
});

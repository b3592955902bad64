import { accessLogFields } from '../../../lib/constructs/socket-access-log.ts';
import { synthesize } from '../synthesize.ts';

const template = synthesize();

describe('the log of executions', () => {
  it('has every step of every state machine, and nothing of what it was given', () => {
    const machines = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    expect(machines).toHaveLength(4);
    for (const { Properties } of machines) {
      expect(Properties.LoggingConfiguration).toEqual({
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: [
          {
            CloudWatchLogsLogGroup: {
              LogGroupArn: { 'Fn::GetAtt': ['ExecutionLogB091F8E9', 'Arn'] },
            },
          },
        ],
      });
      expect(Properties).not.toHaveProperty('TracingConfiguration');
    }
  });

  it('is named as AWS names its own, by the stage, and kept for a month', () => {
    const namedBy = (from: typeof template) =>
      from.toJSON().Resources.ExecutionLogB091F8E9.Properties;
    expect(namedBy(template)).toEqual({
      LogGroupName: '/aws/vendedlogs/states/GalloBetsRealtime',
      RetentionInDays: 30,
    });
    expect(namedBy(synthesize({ stage: 'staging' })).LogGroupName).toBe(
      '/aws/vendedlogs/states/GalloBetsRealtime-staging',
    );
  });
});

describe('the access log of sockets', () => {
  const stageOf = (from: typeof template) =>
    Object.values(from.findResources('AWS::ApiGatewayV2::Stage'))[0]?.Properties;

  it('is not there unless it is asked for, for an account may have no role that writes it', () => {
    expect(stageOf(template)).not.toHaveProperty('AccessLogSettings');
  });

  const logging = synthesize({ accessLogs: 'true' });
  const { Format, DestinationArn } = stageOf(logging).AccessLogSettings;

  it('is a line of JSON with whose request it was, where to and what came of it', () => {
    expect(JSON.parse(Format)).toEqual({
      requestId: '$context.requestId',
      requestTime: '$context.requestTimeEpoch',
      eventType: '$context.eventType',
      routeKey: '$context.routeKey',
      status: '$context.status',
      connectionId: '$context.connectionId',
      connectedAt: '$context.connectedAt',
      messageId: '$context.messageId',
      sourceIp: '$context.identity.sourceIp',
      integrationStatus: '$context.integration.status',
      integrationLatencyMs: '$context.integrationLatency',
      authorizerStatus: '$context.authorizer.status',
    });
  });

  it('reads nothing in which a token stands: no query, no header, no claim, no text of an error', () => {
    const variables = Object.values(accessLogFields);
    for (const variable of variables) expect(variable).toMatch(/^\$context(\.[a-zA-Z]+)+$/);
    const revealing = variables.filter(variable =>
      /query|header|path|body|input|claim|principal|message(?!Id)|userAgent|validation|authorizer\.(?!status$)/i.test(
        variable,
      ),
    );
    expect(revealing).toEqual([]);
  });

  it('has a group of its own, kept for a month', () => {
    const [, id = ''] = /"(ProposalSocketAccessLog\w+)"/.exec(JSON.stringify(DestinationArn)) ?? [];
    const { Properties, DeletionPolicy } = logging.toJSON().Resources[id];
    expect(Properties).toEqual({ RetentionInDays: 30 });
    expect(DeletionPolicy).toBe('Delete');
  });
});

import { Match } from 'aws-cdk-lib/assertions';
import { dashboardOrigin } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

describe('the management API', () => {
  it('answers down a stream, so that nothing it writes afterwards makes a caller wait', () => {
    synthesize().hasResourceProperties('AWS::Lambda::Url', {
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ManagementFunction'), 'Arn'] },
      AuthType: 'NONE',
      InvokeMode: 'RESPONSE_STREAM',
    });
  });

  it('lets pages of the allowed origins send what its routes take and read what its answers say', () => {
    synthesize({ allowedOrigins: 'https://admin.example.com' }).hasResourceProperties(
      'AWS::Lambda::Url',
      {
        Cors: {
          AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'traceparent'],
          AllowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
          AllowOrigins: ['https://admin.example.com', dashboardOrigin],
          ExposeHeaders: ['allow', 'retry-after', 'x-request-id'],
          MaxAge: 3_600,
        },
      },
    );
  });
});

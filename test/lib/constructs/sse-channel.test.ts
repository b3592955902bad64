import type { Template } from 'aws-cdk-lib/assertions';
import { dashboardOrigin } from '../readable.ts';
import { synthesize } from '../synthesize.ts';

function timeouts(template: Template): number[] {
  return Object.values(template.findResources('AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.Environment.Variables.CHANNEL !== undefined)
    .map(({ Properties }) => Properties.Timeout);
}

describe('an SSE channel', () => {
  it('is served by a function of its own for each of the eleven, and for several at once', () => {
    const channels = Object.values(synthesize().findResources('AWS::Lambda::Function'))
      .map(({ Properties }) => Properties.Environment.Variables.CHANNEL)
      .filter(channel => channel !== undefined);
    expect(channels).toEqual([
      'system',
      'fights',
      'bets',
      'users',
      'finance',
      'streaming',
      'payment-streams',
      'workflows',
      'notifications',
      'global',
      'inbox',
      'live',
    ]);
  });

  it('streams over a URL that anyone may call, since the function checks the token', () => {
    const template = synthesize();
    // The management API has the thirteenth, and the dashboard one that does not stream.
    const streams = { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' };
    template.resourcePropertiesCountIs('AWS::Lambda::Url', streams, 13);
    template.resourceCountIs('AWS::Lambda::Url', 14);
    // A URL without authorization needs both permissions since October 2025.
    for (const action of ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']) {
      template.resourcePropertiesCountIs(
        'AWS::Lambda::Permission',
        { Action: action, Principal: '*' },
        14,
      );
    }
  });

  it('answers pages of the allowed origins, and the URL alone does so', () => {
    synthesize({ allowedOrigins: 'https://admin.example.com' }).resourcePropertiesCountIs(
      'AWS::Lambda::Url',
      {
        Cors: {
          AllowHeaders: ['authorization', 'last-event-id', 'cache-control'],
          AllowMethods: ['GET'],
          AllowOrigins: ['https://admin.example.com', dashboardOrigin],
          ExposeHeaders: ['retry-after'],
          MaxAge: 3_600,
        },
      },
      12,
    );
  });

  it.each([
    ['5', 36],
    ['270', 327],
    ['780', 888],
  ])('with a lifetime of %s s is cut by Lambda at %d s at the earliest', (lifetime, timeout) => {
    const found = timeouts(synthesize({ streamLifetimeSeconds: lifetime }));
    expect(found).toEqual(Array(12).fill(timeout));
  });
});

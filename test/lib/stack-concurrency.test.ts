import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { synthesize, synthesizedStack } from './synthesize.ts';

const reserved = (from: Template) =>
  Object.values(from.findResources('AWS::Lambda::Function'))
    .filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined)
    .map(({ Properties }) => {
      const { CHANNEL, POWERTOOLS_SERVICE_NAME } = Properties.Environment.Variables;
      return `${CHANNEL ?? POWERTOOLS_SERVICE_NAME} ${Properties.ReservedConcurrentExecutions}`;
    })
    .sort();

describe('the concurrency of the stack', () => {
  it('reserves concurrency for the classes that are named, and only when asked to', () => {
    expect(reserved(synthesize())).toEqual([]);
    expect(reserved(synthesize({ reservedConcurrency: 'fanOut=20,courier=7,webhooks=9' }))).toEqual(
      [
        'change-fan-out 20',
        'event-courier 7',
        'inbox-courier 7',
        'payment-stream-scheduler 7',
        'payment-stream-settler 7',
        'proposal-courier 7',
        'user-bans 7',
        'webhook-sender 9',
        'workflow-scheduler 7',
        'workflow-settler 7',
      ],
    );
  });

  it('shares an account of a thousand among all functions, the public’s streams on top', () => {
    expect(reserved(synthesize({ accountConcurrency: '1000' }))).toEqual([
      'bets 23',
      'change-fan-out 23',
      'event-courier 23',
      'fights 23',
      'finance 23',
      'global 23',
      'inbox 123',
      'inbox-courier 23',
      'live 123',
      'management 46',
      'notifications 23',
      'payment-stream-scheduler 23',
      'payment-stream-settler 23',
      'payment-streams 123',
      'proposal-authorizer 23',
      'proposal-courier 23',
      'proposal-socket 23',
      'streaming 23',
      'system 23',
      'user-bans 23',
      'users 23',
      'webhook-sender 23',
      'workflow-scheduler 23',
      'workflow-settler 23',
      'workflows 23',
    ]);
  });

  it('shares it among all others where streams are held by a Web Function', () => {
    const shares = reserved(synthesize({ sseHost: 'web-function', accountConcurrency: '1000' }));
    expect(shares).toEqual([
      'change-fan-out 64',
      'event-courier 64',
      'inbox-courier 64',
      'management 128',
      'payment-stream-scheduler 64',
      'payment-stream-settler 64',
      'proposal-authorizer 64',
      'proposal-courier 64',
      'proposal-socket 64',
      'user-bans 64',
      'webhook-sender 64',
      'workflow-scheduler 64',
      'workflow-settler 64',
    ]);
  });

  it('warns when readers who are not staff could take what others need', () => {
    const warnings = (context: Readonly<Record<string, string>>) =>
      Annotations.fromStack(synthesizedStack(context)).findWarning('*', Match.anyValue()).length;
    expect(warnings({ accountConcurrency: '40' })).toBe(0);
    expect(warnings({ accountConcurrency: '40', publicStreams: '20' })).toBe(1);
  });
});

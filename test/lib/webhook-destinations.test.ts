import { parseSettings } from '../../lib/settings.ts';

const queueArn = 'arn:aws:sqs:us-east-1:123456789012:bets';

describe('settings of destinations', () => {
  const destinations =
    'up to 20 ARNs of standard SQS queues and EventBridge buses such as arn:aws:sqs:us-east-1:123456789012:events, comma-separated or a list, each once';

  it.each([
    ['https://example.com', '; "https://example.com" is none'],
    [
      'arn:aws:sns:us-east-1:123456789012:bets',
      '; "arn:aws:sns:us-east-1:123456789012:bets" is none',
    ],
    [`${queueArn}.fifo`, `; "${queueArn}.fifo" is none`],
    ['arn:aws:sqs:us-east-1:123456789012:*', '; "arn:aws:sqs:us-east-1:123456789012:*" is none'],
    ['arn:aws:sqs:*:123456789012:bets', '; "arn:aws:sqs:*:123456789012:bets" is none'],
    [`${queueArn},`, '; "" is none'],
    [`${queueArn},${queueArn}`, `; ${queueArn} is there more than once`],
    [7, ''],
    [[7], ''],
  ])('refuse the destinations %j', (webhookDestinations, advice) => {
    expect(() => parseSettings({ webhookDestinations })).toThrow(
      new Error(
        `bad context:\n  webhookDestinations: received ${JSON.stringify(webhookDestinations)}, expected ${destinations}${advice}`,
      ),
    );
  });

  it('take 20 destinations and refuse the 21st, and none from an empty string', () => {
    const list = (length: number) => Array.from({ length }, (_, index) => `${queueArn}${index}`);
    const taken = parseSettings({ webhookDestinations: list(20) });
    expect(taken.webhookDestinations).toHaveLength(20);
    expect(() => parseSettings({ webhookDestinations: list(21) })).toThrow('these are 21');
    expect(parseSettings({ webhookDestinations: '' }).webhookDestinations).toEqual([]);
  });
});

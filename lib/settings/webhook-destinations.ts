import { z } from 'zod';
import { awsDestination } from '../../core/webhook/webhook-url.ts';

const maxDestinations = 20;
const destinationsExpectation = `up to ${maxDestinations} ARNs of standard SQS queues and EventBridge buses such as arn:aws:sqs:us-east-1:123456789012:events, comma-separated or a list, each once`;

/** The ARNs that webhooks may deliver to, as a text or a list. */
export const webhookDestinationsSchema = z.preprocess(
  value => {
    if (typeof value !== 'string') return value;
    return value.trim() === '' ? [] : value.split(',').map(arn => arn.trim());
  },
  z
    .array(z.string({ error: destinationsExpectation }), { error: destinationsExpectation })
    .check(context => {
      const arns = context.value;
      const unknown = arns.find(arn => awsDestination(arn) === undefined);
      const twice = arns.find((arn, at) => arns.indexOf(arn) !== at);
      const defect =
        arns.length > maxDestinations
          ? `these are ${arns.length}`
          : unknown !== undefined
            ? `${JSON.stringify(unknown)} is none`
            : twice !== undefined && `${twice} is there more than once`;
      if (defect === false) return;
      const message = `${destinationsExpectation}; ${defect}`;
      context.issues.push({ code: 'custom', input: arns, message });
    }),
);

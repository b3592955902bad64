import { z } from 'zod';

const maxDestinations = 20;
const destinationsExpectation = `up to ${maxDestinations} ARNs of standard SQS queues and EventBridge buses such as arn:aws:sqs:us-east-1:123456789012:events, comma-separated or a list, each once`;

/** Of a FIFO queue every message would need a group; its name ends in `.fifo`. */
const destinationPattern =
  /^arn:aws[a-z-]*:(sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}|events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9._/-]{1,256})$/;

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
      const unknown = arns.find(arn => !destinationPattern.test(arn));
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

import { asyncApiDocument } from '../../../core/contracts/async-api.ts';
import { deliveryMessage } from '../../../core/webhook/message.ts';
import { signingKeyOf } from '../../../core/webhook/webhook-key.ts';
import { documentedEvents } from '../../support/documented-events.ts';
import { schemaCheckOf } from '../../support/schema-checks.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const gap = { from: 'k3f9.1', to: 'k3f9.40', reason: 'expired' };
const { components } = asyncApiDocument();
const { schemas, messages } = components;
const check = schemaCheckOf({ components: { schemas } }, ['components']);
const headerCheck = schemaCheckOf(messages.WebhookDelivery?.headers ?? {});

test.each(documentedEvents.map(({ type, example }) => [type, example] as const))(
  '%s is delivered as the document has it, with its place and with what is missing before it',
  async (_type, event) => {
    const key = await signingKeyOf(secret);
    for (const delivery of [
      { event },
      { event, cursor: 'k3f9.41' },
      { event, cursor: 'k3f9.41', gap },
    ]) {
      const sent = await deliveryMessage(
        delivery,
        { format: 'standard' },
        [key, key],
        1_795_291_205_999,
      );
      expect(check(JSON.parse(sent.body), '/components/schemas/WebhookDelivery')).toEqual([]);
      expect(headerCheck(sent.headers)).toEqual([]);
    }
  },
);

test('what is no event, or has a place that is none, is no delivery', () => {
  const [{ example } = { example: {} }] = documentedEvents;
  const problems = (body: object) => check(body, '/components/schemas/WebhookDelivery');
  expect(problems({ ...example, cursor: 41 })).not.toEqual([]);
  expect(problems({ ...example, gap: { from: 'k3f9.1' } })).not.toEqual([]);
  expect(problems({ text: 'Bet matched on bets' })).not.toEqual([]);
  expect(headerCheck({ 'webhook-id': 'msg_1' })).not.toEqual([]);
});

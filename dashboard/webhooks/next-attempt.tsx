import { useWebhookDeliveries, type Webhook } from '../../clients/react/index.ts';
import { Fact } from '../parts/fact.tsx';
import { AttemptIn } from './attempt-in.tsx';

interface NextAttemptProps {
  readonly webhook: Webhook;
  readonly isKnown: boolean;
  /** By the server's clock. */
  readonly now: number;
}

/** As many as one request brings: of more the earliest is not known. */
const limit = 100;

/** When the first of those that wait is attempted, if all that wait can be looked at. */
export function NextAttempt({ webhook, isKnown, now }: NextAttemptProps) {
  const { webhookId, status, health } = webhook;
  const isAsked = health.waiting > 0 && health.waiting <= limit && status === 'enabled';
  const { deliveries, next, isLoading, error } = useWebhookDeliveries(
    isAsked ? webhookId : undefined,
    { state: 'pending', limit },
  );
  const times = deliveries.flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []);
  const isWhole = isKnown && !isLoading && error === undefined && next === undefined;
  return (
    <Fact name="Next attempt">
      {status !== 'enabled' ? (
        `none while it is ${status}`
      ) : isKnown && health.waiting === 0 ? (
        'none waits'
      ) : isAsked && isWhole && times.length > 0 ? (
        <AttemptIn atMs={Math.min(...times)} now={now} />
      ) : (
        'not known'
      )}
    </Fact>
  );
}

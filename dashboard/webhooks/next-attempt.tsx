import type { Webhook } from '../../clients/react/index.ts';
import { Fact } from '../parts/fact.tsx';
import { AttemptIn } from './attempt-in.tsx';

interface NextAttemptProps {
  readonly webhook: Webhook;
  readonly isKnown: boolean;
  /** By the server's clock. */
  readonly now: number;
}

/** When it is gone on with next, while some wait; a server that is older does not say so. */
export function NextAttempt({ webhook: { status, health }, isKnown, now }: NextAttemptProps) {
  const { waiting, nextAttemptAt } = health;
  return (
    <Fact name="Next attempt">
      {status !== 'enabled' ? (
        `none while it is ${status}`
      ) : !isKnown ? (
        'not known'
      ) : waiting === 0 ? (
        'none waits'
      ) : nextAttemptAt === undefined ? (
        'not known'
      ) : (
        <AttemptIn atMs={nextAttemptAt} now={now} />
      )}
    </Fact>
  );
}

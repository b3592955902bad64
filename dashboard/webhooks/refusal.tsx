import { Alert } from '@mantine/core';
import type { ManagementProblem } from '../../clients/react/index.ts';

const words: Readonly<Record<string, string>> = {
  NOT_FOUND: 'It is not there any more, or it is somebody else’s',
  BODY_INVALID: 'Something of it is not as it must be',
  CHANNEL_NOT_ALLOWED: 'You may not read one of these channels',
  WEBHOOK_EXISTS: 'There is one of that id already',
  WEBHOOKS_FULL: 'There are as many webhooks as there may be',
  WEBHOOK_CHANGED: 'Somebody else changed it at the same time',
  WEBHOOK_NOT_ENABLED: 'It is not enabled',
  WEBHOOK_KEYS_FULL: 'As many keys sign as may',
  WEBHOOK_DELIVERIES_FULL: 'As many deliveries wait as may',
  WEBHOOK_MAKER_CHANGES: 'You would take it over: say where to, and what of',
};

/** Why something was not done. */
export function Refusal({ problem }: { readonly problem: ManagementProblem | undefined }) {
  if (problem === undefined) return null;
  const { status, code, message } = problem;
  return (
    <Alert
      color="red"
      role="alert"
      title={words[code] ?? (status === undefined ? 'No answer came' : 'It was refused')}
      className="wrap-anywhere"
    >
      {message}
      {status === undefined && '. Whether it was done is not known.'}
    </Alert>
  );
}

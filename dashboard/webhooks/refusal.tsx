import { Alert } from '@mantine/core';
import type { ManagementProblem } from '../../clients/react/index.ts';

/** Why something was not done. */
export function Refusal({ problem }: { readonly problem: ManagementProblem | undefined }) {
  if (problem === undefined) return null;
  const { status, message } = problem;
  return (
    <Alert
      color="red"
      role="alert"
      title={status === undefined ? 'No answer came' : 'It was refused'}
      className="wrap-anywhere"
    >
      {message}
      {status === undefined && '. Whether it was done is not known.'}
    </Alert>
  );
}

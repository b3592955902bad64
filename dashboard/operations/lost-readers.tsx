import { span } from '../parts/format.ts';
import { useDeployment } from '../session/use-deployment.ts';

/** API Gateway ends a socket after two hours; the rest is slack for a notice of its end that was lost. */
const longestSocketSeconds = 130 * 60;

/** How long a connection may be shown that is gone already. */
export function LostReaders() {
  const { longestLeaseSeconds } = useDeployment();
  return (
    <>
      A stream that was lost without being closed counts until its lease ends, after at most{' '}
      {span(longestLeaseSeconds)}; a lost socket for at most {span(longestSocketSeconds)} after it
      connected.
    </>
  );
}

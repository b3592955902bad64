import { span } from '../parts/format.ts';
import { useDeployment } from '../session/use-deployment.ts';

/** API Gateway ends a socket after two hours; the rest is slack for a notice of its end that was lost. */
const longestSocketSeconds = 130 * 60;

/** How long somebody may be shown who is not there any more. */
export function LostReaders() {
  const { longestLeaseSeconds } = useDeployment();
  return (
    <>
      A reader who left without a word counts until the lease of its stream ends, after at most{' '}
      {span(longestLeaseSeconds)}; a socket that was lost until at most {span(longestSocketSeconds)}{' '}
      after it connected.
    </>
  );
}

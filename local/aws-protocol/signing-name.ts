import type { IncomingHttpHeaders } from 'node:http';

/**
 * The service that a request is signed for with Signature Version 4, as its credential's scope names it;
 * "" without a signature.
 */
export const signingNameOf = ({ authorization }: IncomingHttpHeaders): string =>
  /Credential=[^/,\s]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization ?? '')?.[1] ?? '';

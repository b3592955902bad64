import type { IncomingHttpHeaders } from 'node:http';

/** The access key id of a request that is signed with Signature Version 4; "" without a signature. */
export const accessKeyIdOf = ({ authorization }: IncomingHttpHeaders): string =>
  /Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '';

import { UsageError } from '../command-line.ts';

/** Names under which AWS answers: a rehearsal deploys and destroys, there it would be no rehearsal. */
const ofAws = /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|on\.aws|api\.aws|aws\.amazon\.com)\.?$/;

/** Reads `--endpoint`; @throws UsageError for whatever is no address of an emulator. */
export function parseEndpoint(text: string | undefined): URL {
  const expected = 'expected the address of an AWS emulator, such as http://127.0.0.1:4566';
  const refused = (what: string) => new UsageError(`--endpoint: received ${what}, ${expected}`);
  if (text === undefined) throw refused('nothing');
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw refused(`"${text}"`);
  if (ofAws.test(url.hostname)) {
    throw refused(`"${text}", which is AWS itself: this deploys a stack and destroys it`);
  }
  // The SDKs and the CLI put their own path, query and signature there.
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!isBare) throw refused(`"${text}", which has more than a host and a port`);
  return url;
}

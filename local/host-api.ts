import { FaultsError, type Switches } from './faults/switches.ts';

/** What the host itself answers beside the AWS services: anything under `/_host/`. */
export interface HostApi {
  handle(request: HostApiRequest): Promise<HostApiAnswer>;
}

export interface HostApiRequest {
  readonly method: string;
  /** "/_host/faults". */
  readonly path: string;
  readonly body: string;
}

export interface HostApiAnswer {
  readonly status: number;
  /** JSON, or a text of its own type. */
  readonly body: unknown;
}

/** A body that is no JSON. */
export class TextBody {
  readonly contentType: string;
  readonly text: string;

  constructor(contentType: string, text: string) {
    this.contentType = contentType;
    this.text = text;
  }
}

/** What can be read: path after `/_host/`, and what it gives, perhaps as a promise: a `TextBody`, or else JSON. */
export type HostReports = Readonly<Record<string, () => unknown>>;

/** Where every path of the host itself begins; no AWS service has such a path. */
export const hostApiPrefix = '/_host/';

/** Serves `/_host/faults` (GET, POST, DELETE) and each report (GET). */
export function hostApi(switches: Switches, reports: HostReports): HostApi {
  const known = `it serves GET, POST and DELETE ${hostApiPrefix}faults, and GET of ${Object.keys(
    reports,
  )
    .map(name => `${hostApiPrefix}${name}`)
    .join(', ')}`;
  return {
    async handle({ method, path, body }) {
      const name = path.slice(hostApiPrefix.length);
      const report = Object.hasOwn(reports, name) ? reports[name] : undefined;
      if (method === 'GET' && report !== undefined) return { status: 200, body: await report() };
      if (name !== 'faults' || !['GET', 'POST', 'DELETE'].includes(method)) {
        return refusal(404, `The local host does not serve ${method} ${path}; ${known}.`);
      }
      if (method === 'GET') return { status: 200, body: switches.faults };
      if (method === 'DELETE') return { status: 200, body: await switches.clear() };
      return setFaults(switches, body);
    },
  };
}

async function setFaults(switches: Switches, body: string): Promise<HostApiAnswer> {
  try {
    return { status: 200, body: await switches.set(JSON.parse(body)) };
  } catch (error) {
    if (error instanceof SyntaxError) return refusal(400, `not JSON: ${error.message}`);
    if (error instanceof FaultsError) return refusal(400, error.message);
    throw error;
  }
}

const refusal = (status: number, message: string): HostApiAnswer => ({ status, body: { message } });

import type { IncomingHttpHeaders } from 'node:http';
import type { Permission } from './access-control.ts';

/** One request of a REST API of AWS. */
export interface RestRequest {
  readonly method: string;
  /** Each part decoded, without the slashes between them. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What goes back to the caller. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A service behind `AwsEndpointUrl` that has methods and paths instead of targets. */
export interface RestService {
  /** What its requests are signed for ("lambda", "s3"), by which they are known. */
  readonly signingName: string;
  /** What the role of whoever calls must allow. */
  permissions(request: RestRequest): readonly Permission[];
  handle(request: RestRequest): Promise<RestAnswer>;
  /** What it says of a call that a role does not allow. */
  readonly accessDeniedCode: 'AccessDenied' | 'AccessDeniedException';
  /** A refusal in the service's own form. */
  refusal(status: number, code: string, message: string): RestAnswer;
}

import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { except } from 'hono/combine';
import { HTTPException } from 'hono/http-exception';
import { addressHolder } from '../../core/connection/address-holder.ts';
import { rateRefusal, refusalRate } from '../../core/limit/rate-limit.ts';
import { AppError } from '../../core/wire/app-error.ts';
import { cutText } from '../../core/wire/cut-text.ts';
import { problemContentType } from '../../core/wire/problem.ts';
import { Refused } from '../../core/wire/refused.ts';
import { allowedOrigin, type OriginConfig } from './allowed-origin.ts';
import { bodyWithin } from './body-within.ts';
import type { ManagementEnv } from './caller.ts';
import { declaredOnly } from './declared.ts';
import { documentOf } from './document.ts';
import { refuseInvalid } from './invalid.ts';
import type { ManagementPorts } from './ports.ts';
import { type RequestTelemetryPorts, requestTelemetry } from './request-telemetry.ts';
import { responseHeaders } from './response-headers.ts';
import { documentRoutes } from './routes/document.ts';
import { bulkPath } from './routes/workflow-bulk.ts';

/** A body is read whole before it is checked. Lambda itself would take 6 MB. */
const maxBodyBytes = 64 * 1024;

/** What the shell itself works with. */
export interface ShellPorts
  extends RequestTelemetryPorts,
    Pick<ManagementPorts, 'rates' | 'onFailure'> {
  readonly config: OriginConfig;
}

/**
 * An app of these groups of routes, and all around them: their document, what every answer carries,
 * what is refused whatever the route, and the one place that turns failures into problems.
 */
export function shellAround(groups: readonly OpenAPIHono<ManagementEnv>[], ports: ShellPorts) {
  const app = new OpenAPIHono<ManagementEnv>({ defaultHook: refuseInvalid });
  const document = documentOf(app);
  app.use(
    requestTelemetry(ports),
    responseHeaders,
    allowedOrigin(ports.config),
    declaredOnly(document),
  );
  // A larger body is read only of a caller who is known: its route bounds it.
  app.use(except(bulkPath, ...bodyWithin(maxBodyBytes)));
  for (const group of [documentRoutes(document), ...groups]) app.route('/', group);
  app.onError(async (error, context) => answer(context, await refusalOf(error, context, ports)));
  return app;
}

/** The refusal that the caller gets for what was thrown, by a route or on the way to it. */
async function refusalOf(
  error: unknown,
  context: Context<ManagementEnv>,
  { rates, onFailure }: ShellPorts,
): Promise<Refused> {
  if (error instanceof Refused) {
    if (error.problem.status !== 401) return error;
    const holder = addressHolder(context.env.event.requestContext.http.sourceIp);
    return (await rateRefusal(rates, refusalRate, holder)) ?? error;
  }
  // What the validators of Hono throw for themselves.
  if (error instanceof HTTPException && error.status === 415) {
    const type = cutText(context.req.header('content-type') ?? 'none', 128);
    const detail = `received a body of the content type ${type}; expected application/json`;
    return new Refused('BODY_TYPE_NOT_ALLOWED', detail);
  }
  if (error instanceof HTTPException && error.status === 400) {
    return new Refused('BODY_INVALID', 'received a body that is not JSON; expected JSON');
  }
  // What only the store can check, such as the token of a page of another list.
  if (error instanceof AppError && error.code === 'INPUT_INVALID') {
    return new Refused('QUERY_INVALID', error.message);
  }
  onFailure(error, { method: context.req.method, path: context.req.path });
  const detail = 'the request could not be carried out; try again';
  return new Refused('UNAVAILABLE', detail, { afterSec: 2 });
}

function answer(context: Context<ManagementEnv>, { problem, hints }: Refused): Response {
  context.set('refusal', problem);
  const headers = new Headers({ 'content-type': problemContentType });
  if (hints.afterSec !== undefined) headers.set('retry-after', String(hints.afterSec));
  if (hints.allow !== undefined) headers.set('allow', hints.allow.join(', '));
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer');
  return context.newResponse(JSON.stringify(problem), { status: problem.status, headers });
}

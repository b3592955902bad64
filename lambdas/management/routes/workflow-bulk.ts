import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { tracedHeadersSchema } from '../../../core/wire/management/traced-request.ts';
import {
  bulkAnswerSchema,
  bulkCancelQuerySchema,
  bulkCancelSchema,
  bulkPathSchema,
  bulkPreviewSchema,
  bulkRequestSchema,
  bulkResultsQuerySchema,
  bulkResultsSchema,
  bulkRetrySchema,
} from '../../../core/wire/management/workflow-bulk.ts';
import {
  chosenByFilter,
  chosenByIds,
  idsOfFilter,
} from '../../../core/workflow/bulk/bulk-choice.ts';
import { bulkResultView, bulkView } from '../../../core/workflow/bulk/bulk-view.ts';
import { findBulk } from '../../../core/workflow/bulk/find-bulk.ts';
import { listResults } from '../../../core/workflow/bulk/list-results.ts';
import { refuseRequested, requestBulk } from '../../../core/workflow/bulk/request-bulk.ts';
import { retryBulk } from '../../../core/workflow/bulk/retry-bulk.ts';
import { workflowView } from '../../../core/workflow/workflow-view.ts';
import { bodyWithin } from '../body-within.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { givenTrace } from '../given-trace.ts';
import { optionalBody } from '../optional-body.ts';
import type { ManagementPorts } from '../ports.ts';
import { queryOrBody } from '../query-or-body.ts';
import {
  bodyRefusals,
  callerRefusals,
  json,
  jsonBody,
  optionalJsonBody,
  refusals,
} from '../responses.ts';

type BulkPorts = CallerPorts &
  Pick<ManagementPorts, 'bulk' | 'startBulk' | 'onUnstarted' | 'workflowLists'>;

/** Whoever may request bulk operations without being staff. */
const bulkPermission = 'workflow:bulk';

/** Ten thousand ids of the longest, in ASCII. Lambda itself would take 6 MB. */
const maxBodyBytes = 3 * 1024 * 1024;

/** Where bodies are larger than elsewhere. */
export const bulkPath = '/workflows/bulk';

/** Deciding thousands of workflows by one request. */
export function workflowBulkRoutes(ports: BulkPorts) {
  const { bulk, workflowLists: lists, now } = ports;
  const { workflowFourEyes: fourEyes } = ports.config;
  const { start, one, results, cancel, retry } = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(start, async context => {
      const { ids, filter, preview, action, operationId, ...request } = context.req.valid('json');
      const { reason = '', comment, step = filter?.step } = request;
      const { userId, role, permissions } = context.get('identity');
      const requestedBy = { userId, role, permissions };
      const chooser = {
        action,
        step,
        lists,
        context: { actor: requestedBy, nowMs: now(), fourEyes },
      };
      const choice = async () => {
        if (filter === undefined) return await chosenByIds(ids ?? [], chooser);
        const { status, dueBefore: dueBeforeMs, ...rest } = filter;
        return await chosenByFilter(
          { ...rest, statuses: status && [status], dueBeforeMs },
          chooser,
        );
      };
      if (preview === true) {
        context.set('audited', { action: 'preview_bulk_operation' });
        const { ids: all, isExact, refusals: codes, sample } = await choice();
        const answer = { count: all.length, isExact, refusals: { ...codes } };
        return context.json({ ...answer, sample: sample.map(workflowView) }, 200);
      }
      const bulkOperationId = operationId ?? randomUUID();
      context.set('audited', { subject: subjectOf(bulkOperationId), reason });
      if (ids === undefined) await refuseRequested(bulkOperationId, bulk);
      const workflowIds = ids ?? idsOfFilter(await choice());
      const asked = {
        ...{ bulkOperationId, action, step, requestedBy, reason, comment, workflowIds },
        traceparent: givenTrace(context.req.valid('header')),
      };
      return context.json({ operation: bulkView(await requestBulk(asked, ports, now())) }, 202);
    })
    .openapi(one, async context => {
      const { id } = context.req.valid('param');
      const operation = await findBulk(id, context.get('identity'), bulk);
      return context.json({ operation: bulkView(operation) }, 200);
    })
    .openapi(results, async context => {
      const { id } = context.req.valid('param');
      const query = context.req.valid('query');
      const page = await listResults(id, query, context.get('identity'), ports);
      const answer = { results: page.results.map(bulkResultView) };
      return context.json({ ...answer, ...(page.next !== undefined && { next: page.next }) }, 200);
    })
    .openapi(cancel, async context => {
      const { id } = context.req.valid('param');
      const { reason } = queryOrBody(context.req.valid('query'), context.req.valid('json'));
      context.set('audited', { reason });
      const before = await findBulk(id, context.get('identity'), bulk);
      const operation = (await bulk.requestCancel(id)) ?? before;
      return context.json({ operation: bulkView(operation) }, 200);
    })
    .openapi(retry, async context => {
      const { id } = context.req.valid('param');
      const { operationId = randomUUID(), reason, comment } = context.req.valid('json');
      const { userId, role, permissions } = context.get('identity');
      context.set('audited', {
        subject: subjectOf(operationId),
        reason: reason ?? `retry of ${id}`,
      });
      const asked = {
        ...{ bulkOperationId: operationId, reason, comment },
        requestedBy: { userId, role, permissions },
        traceparent: givenTrace(context.req.valid('header')),
      };
      return context.json({ operation: bulkView(await retryBulk(id, asked, ports, now())) }, 202);
    });
}

function subjectOf(operationId: string): string {
  return `bulk-operation#${operationId}`;
}

function routesFor(ports: BulkPorts) {
  const known = signedIn(ports, { roles: ['admin', 'operator'], permission: bulkPermission });
  const shared = {
    tags: ['Workflows'],
    description:
      'For admins and operators; with the permission `workflow:bulk` for whoever requested it.',
    middleware: known,
  };
  const isThere = json('The operation as it stands', bulkAnswerSchema);
  const path = `${bulkPath}/{id}`;
  return {
    start: createRoute({
      ...shared,
      method: 'post',
      path: bulkPath,
      operationId: 'startBulkOperation',
      summary: 'Approves or cancels up to 10,000 workflows, or previews that',
      description:
        'For admins and operators, and for tokens with the permission `workflow:bulk`. Each workflow is decided as the caller would decide it. The body may have 3 MB.',
      middleware: [known, ...bodyWithin(maxBodyBytes)] as const,
      request: { headers: tracedHeadersSchema, body: jsonBody(bulkRequestSchema) },
      responses: {
        200: json('What it would be of; nothing is done', bulkPreviewSchema),
        202: json('It is begun', bulkAnswerSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(409),
      },
    }),
    one: createRoute({
      ...shared,
      method: 'get',
      path,
      operationId: 'getBulkOperation',
      summary: 'How a bulk operation stands',
      request: { params: bulkPathSchema },
      responses: { 200: isThere, ...callerRefusals, ...refusals(404) },
    }),
    results: createRoute({
      ...shared,
      method: 'get',
      path: `${path}/results`,
      operationId: 'listBulkResults',
      summary: 'How each workflow of a bulk operation went',
      request: { params: bulkPathSchema, query: bulkResultsQuerySchema },
      responses: { 200: json('A page', bulkResultsSchema), ...callerRefusals, ...refusals(404) },
    }),
    cancel: createRoute({
      ...shared,
      method: 'delete',
      path,
      operationId: 'cancelBulkOperation',
      summary: 'Skips what of a bulk operation is not decided yet',
      middleware: [known, optionalBody] as const,
      request: {
        params: bulkPathSchema,
        query: bulkCancelQuerySchema,
        body: optionalJsonBody(bulkCancelSchema),
      },
      responses: { 200: isThere, ...callerRefusals, ...bodyRefusals, ...refusals(404) },
    }),
    retry: createRoute({
      ...shared,
      method: 'post',
      path: `${path}/retry`,
      operationId: 'retryBulkOperation',
      summary: 'Begins a new operation of those workflows that failed',
      request: {
        headers: tracedHeadersSchema,
        params: bulkPathSchema,
        body: jsonBody(bulkRetrySchema),
      },
      responses: {
        202: json('It is begun', bulkAnswerSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(404, 409),
      },
    }),
  };
}

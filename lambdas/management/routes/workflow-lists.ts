import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { workflowPathSchema } from '../../../core/wire/management/workflow-changes.ts';
import {
  workflowDetailSchema,
  workflowListSchema,
  workflowsQuerySchema,
} from '../../../core/wire/management/workflow-lists.ts';
import { findWorkflow } from '../../../core/workflow/find-workflow.ts';
import { listWorkflows } from '../../../core/workflow/list-workflows.ts';
import { workflowHistory } from '../../../core/workflow/workflow-history.ts';
import {
  decisionsView,
  delegationsView,
  workflowView,
} from '../../../core/workflow/workflow-view.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import type { ManagementPorts } from '../ports.ts';
import { callerRefusals, json, refusals } from '../responses.ts';

type WorkflowListPorts = CallerPorts &
  Pick<ManagementPorts, 'workflows' | 'workflowLists' | 'segments'>;

/** Workflows as they are now, and how they came to be so. */
export function workflowListRoutes(ports: WorkflowListPorts) {
  const { now, workflows: store } = ports;
  const { list, one } = routesFor(ports);
  return new OpenAPIHono<ManagementEnv>()
    .openapi(list, async context => {
      const { status, workflows: workflowIds, dueBefore, ...rest } = context.req.valid('query');
      const query = { ...rest, statuses: status && [status], workflowIds, dueBeforeMs: dueBefore };
      const { items, next } = await listWorkflows(query, context.get('identity'), ports);
      const answer = { at: now(), workflows: items.map(workflowView) };
      return context.json({ ...answer, ...(next !== undefined && { next }) }, 200);
    })
    .openapi(one, async context => {
      const { id } = context.req.valid('param');
      const { userId, role, permissions } = context.get('identity');
      const person = { userId, role, permissions };
      const workflow = await findWorkflow(id, person, store);
      const { events, complete } = await workflowHistory(id, person, ports);
      const answer = {
        at: now(),
        workflow: workflowView(workflow),
        decisions: [...decisionsView(workflow)],
        delegations: [...delegationsView(workflow)],
        history: { events: [...events], complete },
      };
      return context.json(answer, 200);
    });
}

function routesFor(ports: WorkflowListPorts) {
  const reading = {
    method: 'get' as const,
    tags: ['Workflows'],
    description:
      'For everyone signed in by bearer or session: what concerns them; admins, operators and whoever has the permission `workflow:read` see all, but for what `visibleTo` shows to others only.',
    middleware: signedIn(ports),
  };
  return {
    list: createRoute({
      ...reading,
      path: '/workflows',
      operationId: 'listWorkflows',
      summary: 'Workflows as they are now',
      request: { query: workflowsQuerySchema },
      responses: { 200: json('A page of them', workflowListSchema), ...callerRefusals },
    }),
    one: createRoute({
      ...reading,
      path: '/workflows/{id}',
      operationId: 'getWorkflow',
      summary: 'One workflow, with its decisions, its delegations and its history',
      request: { params: workflowPathSchema },
      responses: {
        200: json('The workflow', workflowDetailSchema),
        ...callerRefusals,
        ...refusals(404),
      },
    }),
  };
}

import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { workflowSubject } from '../../../core/audit/workflow-subject.ts';
import { tracedHeadersSchema } from '../../../core/wire/management/traced-request.ts';
import {
  type Decide,
  decideSchema,
  delegateSchema,
  newWorkflowSchema,
  workflowPathSchema,
} from '../../../core/wire/management/workflow-changes.ts';
import {
  type WorkflowAnswer,
  workflowAnswerSchema,
} from '../../../core/wire/management/workflows.ts';
import { Refused } from '../../../core/wire/refused.ts';
import { createWorkflow } from '../../../core/workflow/create-workflow.ts';
import { decide } from '../../../core/workflow/decide.ts';
import type { WorkflowAction, WorkflowActor } from '../../../core/workflow/workflow-action.ts';
import type { WorkflowDecision } from '../../../core/workflow/workflow-decision.ts';
import { workflowView } from '../../../core/workflow/workflow-view.ts';
import { type CallerPorts, type ManagementEnv, signedIn } from '../caller.ts';
import { givenTrace } from '../given-trace.ts';
import type { ManagementPorts } from '../ports.ts';
import { bodyRefusals, callerRefusals, json, jsonBody, refusals } from '../responses.ts';

type WorkflowDecisionPorts = CallerPorts & Pick<ManagementPorts, 'workflows'>;

/** Whoever may create workflows without being staff. */
const createPermission = 'workflow:create';

/** What people do to workflows: they create them, and decide them by the rule that the item is. */
export function workflowDecisionRoutes(ports: WorkflowDecisionPorts) {
  const { config, now, workflows: store } = ports;
  const { create, decisions, delegations } = routesFor(ports);
  const { workflowFourEyes: fourEyes } = config;
  const decided = async (
    workflowId: string,
    action: WorkflowAction,
    actor: WorkflowActor,
    traceparent: string | undefined,
  ): Promise<WorkflowAnswer> =>
    answerOf(
      await store.decide(
        workflowId,
        workflow => decide(workflow, action, { actor, nowMs: now(), fourEyes }),
        traceparent,
      ),
    );
  return new OpenAPIHono<ManagementEnv>()
    .openapi(create, async context => {
      const { workflowId = randomUUID(), dueAt, ...asked } = context.req.valid('json');
      context.set('audited', { subject: workflowSubject(workflowId) });
      const decision = await createWorkflow(
        {
          ...{ workflowId, ...asked },
          ...(dueAt !== undefined && { dueAt: new Date(dueAt).toISOString() }),
        },
        { actor: context.get('identity'), nowMs: now(), fourEyes },
        store,
        givenTrace(context.req.valid('header')),
      );
      return context.json(answerOf(decision), decision.kind === 'write' ? 201 : 200);
    })
    .openapi(decisions, async context => {
      const { id } = context.req.valid('param');
      const body = context.req.valid('json');
      // Without the comment: the audit is read by admins to whom the workflow may not be shown.
      context.set('audited', { action: `${body.decision}_workflow` });
      const trace = givenTrace(context.req.valid('header'));
      return context.json(await decided(id, actionOf(body), context.get('identity'), trace), 200);
    })
    .openapi(delegations, async context => {
      const { id } = context.req.valid('param');
      const { to } = context.req.valid('json');
      context.set('audited', { reason: `to ${to}` });
      const action = { kind: 'delegate', to } as const;
      const trace = givenTrace(context.req.valid('header'));
      return context.json(await decided(id, action, context.get('identity'), trace), 200);
    });
}

function actionOf({ decision: kind, ...rest }: Decide): WorkflowAction {
  return { kind, ...rest };
}

function answerOf(decision: WorkflowDecision): WorkflowAnswer {
  if (decision.kind !== 'refused') return { workflow: workflowView(decision.workflow) };
  const { code, message } = decision;
  throw new Refused(code === 'WORKFLOW_INVALID' ? 'BODY_INVALID' : code, message);
}

function routesFor(ports: WorkflowDecisionPorts) {
  const tags = ['Workflows'];
  const deciding = {
    method: 'post' as const,
    tags,
    middleware: signedIn(ports),
    responses: {
      200: json('How the workflow stands now', workflowAnswerSchema),
      ...callerRefusals,
      ...bodyRefusals,
      ...refusals(404, 409),
    },
  };
  return {
    create: createRoute({
      method: 'post',
      path: '/workflows',
      operationId: 'createWorkflow',
      tags,
      summary: 'Creates a workflow, by a write to Workflows',
      description:
        'For admins and operators, and for tokens with the permission `workflow:create`.',
      middleware: signedIn(ports, { roles: ['admin', 'operator'], permission: createPermission }),
      request: { headers: tracedHeadersSchema, body: jsonBody(newWorkflowSchema) },
      responses: {
        200: json('It was created before, by the same caller', workflowAnswerSchema),
        201: json('It is created', workflowAnswerSchema),
        ...callerRefusals,
        ...bodyRefusals,
        ...refusals(409),
      },
    }),
    decisions: createRoute({
      ...deciding,
      path: '/workflows/{id}/decisions',
      operationId: 'decideWorkflow',
      summary: 'Approves or rejects the current step, cancels the workflow, or submits a draft',
      description:
        'For everyone signed in by bearer or session whom the workflow concerns: approvers and those to whom they delegated it decide, creator and staff cancel and submit. The same decision once more changes nothing.',
      request: {
        headers: tracedHeadersSchema,
        params: workflowPathSchema,
        body: jsonBody(decideSchema),
      },
    }),
    delegations: createRoute({
      ...deciding,
      path: '/workflows/{id}/delegations',
      operationId: 'delegateWorkflow',
      summary: 'Lets someone else decide the current step for the caller',
      description: 'For the approvers of the current step. Whoever of the two comes first counts.',
      request: {
        headers: tracedHeadersSchema,
        params: workflowPathSchema,
        body: jsonBody(delegateSchema),
      },
    }),
  };
}

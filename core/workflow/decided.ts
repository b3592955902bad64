import { withoutBigints } from '../change/exact-number.ts';
import type { StoredWorkflow } from './stored-workflow.ts';
import type { WorkflowActor } from './workflow-action.ts';
import { refuse, type WorkflowDecision } from './workflow-decision.ts';

/** Who acts, when, and by which rules. */
export interface DecidingContext {
  readonly actor: WorkflowActor;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
  /** Whether who created a workflow may not decide it. */
  readonly fourEyes: boolean;
}

/** As many as the item's contract lets a backend write. */
const maxComments = 100;

/** DynamoDB holds 400 KB; what ends a workflow must still find room. */
const maxBytes = 300 * 1024;

/** Of what is published: an event has 200 KB at most. */
const maxPublishedBytes = 160 * 1024;

/** The workflow with these changes, as somebody's write. */
export function written(
  workflow: StoredWorkflow,
  { actor, nowMs }: DecidingContext,
  changes: Partial<StoredWorkflow>,
): WorkflowDecision {
  const next = {
    ...workflow,
    ...changes,
    updatedBy: actor.userId,
    updatedAt: new Date(nowMs).toISOString(),
    version: (workflow.version ?? 0) + 1,
  };
  return { kind: 'write', workflow: next };
}

/** The same for what makes the item longer each time. */
export function writtenIfRoom(
  workflow: StoredWorkflow,
  context: DecidingContext,
  changes: Partial<StoredWorkflow>,
): WorkflowDecision {
  const { decisions = [], delegations = [], ...published } = { ...workflow, ...changes };
  const publishedBytes = bytesOf(published);
  const bytes = publishedBytes + bytesOf([decisions, delegations]);
  if (publishedBytes <= maxPublishedBytes && bytes <= maxBytes) {
    return written(workflow, context, changes);
  }
  return refuse(
    'WORKFLOW_FULL',
    `received what makes the workflow ${bytes} bytes long, ${publishedBytes} of them published; expected at most ${maxBytes} and ${maxPublishedBytes}`,
  );
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(withoutBigints(value))).length;
}

/** With a comment more: of a hundred the oldest goes, which its decision keeps. */
export function commented(
  { comments }: StoredWorkflow,
  text: string | undefined,
  { actor, nowMs }: DecidingContext,
): Partial<StoredWorkflow> {
  if (text === undefined) return {};
  const before = typeof comments === 'string' ? [comments] : (comments ?? []);
  const comment = { by: actor.userId, text, at: new Date(nowMs).toISOString() };
  return { comments: [...before, comment].slice(-maxComments) };
}

import * as z from 'zod';
import { withoutBigints } from './exact-number.ts';
import { count, id, isoTime, text } from './item-field.ts';

/* The parts of a workflow's item; each error says what was expected, as in item-field.ts. */

const namesError = 'a list of at most 100 texts of 1 to 128 characters';
const nameError = 'a text of 1 to 128 characters';

const names = z
  .array(
    z.string({ error: nameError }).min(1, { error: nameError }).max(128, { error: nameError }),
    {
      error: namesError,
    },
  )
  .max(100, { error: namesError });

/** Users by their ids. */
export const userIds = names;

const neededError = 'how many must approve, 1 to 100';
const approversError = 'an object with users, roles and needed';

/** Who decides, and how many of them must approve. */
export const approvers = z.object(
  {
    users: names.optional(),
    roles: names.optional(),
    needed: z
      .int({ error: neededError })
      .min(1, { error: neededError })
      .max(100, { error: neededError })
      .optional(),
  },
  { error: approversError },
);

const visibleToError = 'an object with permissions or roles, which names someone';

/** Whom a workflow is shown to; it names someone, or nobody would ever see it again. */
export const visibleTo = z
  .object({ permissions: names.optional(), roles: names.optional() }, { error: visibleToError })
  .refine(({ permissions = [], roles = [] }) => permissions.length + roles.length > 0, {
    error: visibleToError,
  });

const stepError = 'the name or the number of a step';

/** Which step a workflow is at. */
export const workflowStep = z.union([id, count], { error: stepError });

const commentsError = 'a text, or a list of at most 100 texts or objects';

/** As JSON can carry it: it has no integers beyond those that JavaScript holds. */
const said = z.record(z.string(), z.unknown()).transform(withoutBigints);

/** What was said: one text, or a list. */
export const workflowComments = z.union(
  [z.string(), z.array(z.union([z.string(), said])).max(100)],
  { error: commentsError },
);

const secondsError = 'whole seconds, 1 to 31536000';

const seconds = z
  .int({ error: secondsError })
  .min(1, { error: secondsError })
  .max(31_536_000, { error: secondsError });

/** When somebody is reminded of a due time, and who else may decide once it is long past. */
export const dueTerms = {
  remindBeforeSeconds: seconds.optional(),
  escalateAfterSeconds: seconds.optional(),
  escalateTo: approvers.optional(),
};

const stepsError = 'a list of at most 20 steps, each with a name of its own';

/** The steps of a workflow, in order: who decides each, and how long that may take. */
export const workflowSteps = z
  .array(
    z.object({
      name: id,
      approvers,
      dueInSeconds: seconds.optional(),
      ...dueTerms,
    }),
    { error: stepsError },
  )
  .max(20, { error: stepsError })
  .refine(steps => new Set(steps.map(({ name }) => name)).size === steps.length, {
    error: stepsError,
  });

/** Who decided what on which step, and for whom if not for themselves. */
export const decision = z.object(
  {
    /** Absent: the workflow has no steps. */
    step: workflowStep.optional(),
    by: id,
    /** The approver who delegated it. @default - `by` decided for themselves */
    for: id.optional(),
    decision: z.enum(['approve', 'reject'], { error: 'approve or reject' }),
    comment: text.optional(),
    at: isoTime,
  },
  { error: 'an object with by, decision and at' },
);

/**
 * What is kept of an item's decisions and delegations and is not published: by the lists that events do
 * not have, a decision is judged. Many clients write "nothing" as NULL, within them too.
 */
export const workflowRecords = z.looseObject({
  decisions: z
    .array(
      decision.extend({ step: workflowStep.nullish(), for: id.nullish(), comment: text.nullish() }),
      { error: 'a list of decisions' },
    )
    .optional(),
  delegations: z
    .array(
      z.object(
        { step: workflowStep.nullish(), from: id, to: id, at: isoTime },
        { error: 'an object with from, to and at' },
      ),
      { error: 'a list of delegations' },
    )
    .optional(),
});

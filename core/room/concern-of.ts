import * as z from 'zod';
import type { ChannelEvent } from '../wire/event.ts';
import type { Concern } from '../wire/workflow.ts';

const names = z.array(z.string()).optional().catch(undefined);
const people = z.object({ users: names, roles: names }).optional().catch(undefined);

const concernSchema = z.object({
  createdBy: z.string().optional().catch(undefined),
  assignees: names,
  approvers: people,
  escalatedTo: people,
});

/** Whom an event of a workflow concerns. What cannot be read concerns nobody. */
export function concernOf({ data }: ChannelEvent): Concern {
  return concernSchema.parse(data);
}

/** Those whom it concerns by name: the creator, the assignees, and those who decide the step. */
export function usersOf({
  createdBy,
  assignees = [],
  approvers = {},
  escalatedTo = {},
}: Concern): readonly string[] {
  const { users = [] } = approvers;
  const creator = createdBy === undefined ? [] : [createdBy];
  return [...creator, ...assignees, ...users, ...(escalatedTo.users ?? [])];
}

/** The roles that decide the step. */
export function rolesOf({ approvers = {}, escalatedTo = {} }: Concern): readonly string[] {
  return [...(approvers.roles ?? []), ...(escalatedTo.roles ?? [])];
}

import type { Reader } from '../../core/channel/is-visible.ts';
import type { ChannelEvent } from '../../core/wire/event.ts';

/** Fails if an event of a workflow came to someone whom it does not name, or its filter does not let pass. */
export function checkWorkflows(
  events: readonly ChannelEvent[],
  { role, permissions = [], workflows = [] }: Reader,
  isOfChannel: boolean,
): void {
  const ofWorkflows = events.filter(({ channel }) => channel === 'workflows');
  for (const { data } of ofWorkflows) {
    expect(role !== 'bettor' || permissions.includes('workflow:read')).toBe(true);
    const { visibleTo } = data as { visibleTo?: { roles?: string[]; permissions?: string[] } };
    if (visibleTo === undefined) continue;
    const isNamed = visibleTo.permissions?.some(each => permissions.includes(each));
    expect(isNamed || visibleTo.roles?.includes(role)).toBe(true);
  }
  if (!isOfChannel || workflows.length === 0) return;
  for (const { data } of events) expect(workflows).toContain(data.workflowId);
}

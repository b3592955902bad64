/** Priorities in rising order (events.md). "medium" of older systems is `normal`. */
export const priorities = ['low', 'normal', 'high', 'critical'] as const;

export type Priority = (typeof priorities)[number];

/** Whether `priority` is `floor` or above. */
export function isAtLeast(priority: Priority, floor: Priority): boolean {
  return priorities.indexOf(priority) >= priorities.indexOf(floor);
}

import { Badge } from '@mantine/core';

const colors: Readonly<Record<string, string>> = {
  low: 'gray',
  normal: 'blue',
  high: 'orange',
  critical: 'red',
};

/** The colour of a priority, the same on every page. */
const priorityColor = (priority: string): string => colors[priority] ?? 'gray';

/** A priority in its colour; its word stands there, too. */
export function PriorityMark({ priority }: { readonly priority: string }) {
  const loud = priority === 'critical' || priority === 'high';
  return (
    <Badge
      size="sm"
      variant={loud ? 'filled' : 'light'}
      color={priorityColor(priority)}
      className={`priority priority-${priority}`}
    >
      {priority}
    </Badge>
  );
}

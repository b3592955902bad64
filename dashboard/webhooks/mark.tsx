import { Badge } from '@mantine/core';

interface MarkProps {
  readonly look: { readonly label: string; readonly color: string };
  /** What it marks, in the page's data. */
  readonly of: 'status' | 'health' | 'delivery';
  /** As it was, when how it is now is not known. */
  readonly isKnown?: boolean;
}

/** How something stands in its colour; its word stands there, too. */
export function Mark({ look: { label, color }, of, isKnown = true }: MarkProps) {
  return (
    <Badge
      color={isKnown ? color : 'gray'}
      variant="light"
      size="md"
      className="rigid"
      data-mark={`${of}-${label.replaceAll(' ', '-')}`}
    >
      {isKnown ? label : `was ${label}`}
    </Badge>
  );
}

import { Code } from '@mantine/core';

interface TextBlockProps {
  /** What it is, for who does not see it. */
  readonly label: string;
  readonly children: string;
}

/** A text as it came or is sent; what is long scrolls, by keyboard too. */
export function TextBlock({ label, children }: TextBlockProps) {
  return (
    <Code block tabIndex={0} role="group" aria-label={label} className="envelope">
      {children}
    </Code>
  );
}

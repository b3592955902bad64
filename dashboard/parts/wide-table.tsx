import { Paper, Table } from '@mantine/core';
import type { ReactNode } from 'react';

interface WideTableProps {
  readonly label: string;
  /** Narrower than this many pixels, it scrolls sideways. */
  readonly minWidth: number;
  /** What the columns are called. */
  readonly heads: readonly string[];
  /** Whether each line ends with something to do. */
  readonly hasAction?: boolean;
  /** Its lines, `Table.Tr` each. */
  readonly children: ReactNode;
}

/** A table for a desk; on a phone each line is a small block of its own. */
export function WideTable({ label, minWidth, heads, hasAction, children }: WideTableProps) {
  return (
    <Paper withBorder className="card">
      <Table.ScrollContainer
        type="native"
        minWidth={minWidth}
        tabIndex={0}
        aria-label={label}
        className="stacked"
      >
        <Table verticalSpacing="xs" highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              {heads.map(head => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
              {hasAction && <Table.Th aria-label="Action" />}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

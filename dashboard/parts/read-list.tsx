import { Button, Center, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ManagementProblem } from '../../clients/react/index.ts';
import { QueryState } from './query-state.tsx';

interface ReadListProps {
  readonly view: {
    /** Whether something was read at all: none is not the same as none known. */
    readonly isRead: boolean;
    readonly isLoading: boolean;
    readonly hasMore: boolean;
    readonly error: ManagementProblem | undefined;
  };
  /** What is being asked for: "the payment streams". */
  readonly what: string;
  readonly isEmpty: boolean;
  /** That there is none. */
  readonly empty: string;
  readonly onMore: () => void;
  readonly children: ReactNode;
}

/** A list as far as it was asked for, with a way to those behind it. */
export function ReadList({ view, what, isEmpty, empty, onMore, children }: ReadListProps) {
  const { isRead, error, isLoading, hasMore } = view;
  return (
    <QueryState query={{ data: isRead ? view : undefined, problem: error }} what={what}>
      {() => (
        <Stack gap="md">
          {isEmpty && (
            <Text fz="sm" c="dimmed" className="empty-column">
              {hasMore ? 'None among those that were read; there are more.' : empty}
            </Text>
          )}
          {children}
          {hasMore && (
            <Center>
              <Button variant="default" loading={isLoading} onClick={onMore}>
                Show more
              </Button>
            </Center>
          )}
        </Stack>
      )}
    </QueryState>
  );
}

import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ManagementQuery } from '../../clients/react/index.ts';
import { useSessionStore } from '../session/session-store.ts';
import { Notice } from './notice.tsx';
import { OnItsWay } from './on-its-way.tsx';

interface QueryStateProps<T> {
  /** Without `refresh` it is asked again by itself. */
  readonly query: Pick<ManagementQuery<T>, 'data' | 'problem'> &
    Partial<Pick<ManagementQuery<T>, 'refresh'>>;
  /** What is being asked for: "the connections". */
  readonly what: string;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or that it is on its way, or why it is not there and what to do. */
export function QueryState<T>({ query, what, children }: QueryStateProps<T>) {
  const { data, problem, refresh } = query;
  if (data !== undefined) {
    return (
      <>
        {problem !== undefined && (
          <Alert
            color="orange"
            role="alert"
            icon={<IconAlertTriangle size={18} />}
            title="Not up to date"
            mb="md"
          >
            <Group justify="space-between" gap="sm">
              <Text fz="sm" className="fill wrap-anywhere">
                This is the last answer; it could not be refreshed ({problem.message}).
              </Text>
              {refresh !== undefined && (
                <Button size="xs" variant="default" onClick={refresh}>
                  Try again
                </Button>
              )}
            </Group>
          </Alert>
        )}
        {children(data)}
      </>
    );
  }
  if (problem === undefined) {
    return <OnItsWay>Loading {what}…</OnItsWay>;
  }
  if (problem.status === 401) {
    return (
      <Notice
        icon={<IconLock size={26} />}
        title="Your token is no longer accepted"
        color="red"
        action={{ label: 'Sign in again', onClick: () => useSessionStore.getState().signOut() }}
      >
        The answer was: {problem.message}.
      </Notice>
    );
  }
  if (problem.status === 403) {
    return (
      <Notice icon={<IconLock size={26} />} title={`Your role may not see ${what}`}>
        {problem.message}. Sign in as an admin.
      </Notice>
    );
  }
  if (problem.status === 404 && problem.code === 'NOT_FOUND') {
    return (
      <Notice icon={<IconCloudOff size={26} />} title={`This deployment does not provide ${what}`}>
        The deployment is older than this page. Deploy again to update it.
      </Notice>
    );
  }
  return (
    <Notice
      icon={<IconCloudOff size={26} />}
      title={`Could not ask for ${what}`}
      color="red"
      {...(refresh !== undefined && { action: { label: 'Try again', onClick: refresh } })}
    >
      {problem.status === undefined
        ? `No answer came (${problem.message}). Is there a network, and is the deployment up?`
        : problem.message}
    </Notice>
  );
}

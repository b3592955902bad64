import { Center, Loader } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Notice } from '../parts/notice.tsx';
import type { Session } from '../session/session.ts';
import { PageBoundary } from './page-boundary.tsx';

const OverviewPage = lazy(() => import('../overview/overview-page.tsx'));
const ChannelPage = lazy(() => import('../channel/channel-page.tsx'));
const FightsPage = lazy(() => import('../fights/fights-page.tsx'));
const OperationsPage = lazy(() => import('../operations/operations-page.tsx'));
const DebuggerPage = lazy(() => import('../debugger/debugger-page.tsx'));
const BettorsPage = lazy(() => import('../bettors/bettors-page.tsx'));

/** Which page stands at which address; each is loaded when it is first visited. */
export function Pages({ session }: { readonly session: Session }) {
  const [location] = useLocation();
  return (
    <PageBoundary key={location}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            {session.role === 'bettor' ? <Redirect to="/bettors" replace /> : <OverviewPage />}
          </Route>
          <Route path="/channels/:name">
            {({ name }) => <ChannelPage key={name} name={name} />}
          </Route>
          <Route path="/fights">
            <FightsPage />
          </Route>
          <Route path="/operations">
            <OperationsPage session={session} />
          </Route>
          <Route path="/debugger">
            <DebuggerPage session={session} />
          </Route>
          <Route path="/bettors">
            <BettorsPage session={session} />
          </Route>
          <Route>
            <Nowhere />
          </Route>
        </Switch>
      </Suspense>
    </PageBoundary>
  );
}

function Loading() {
  return (
    <Center h="50vh" role="status" aria-label="Loading the page">
      <Loader type="dots" />
    </Center>
  );
}

function Nowhere() {
  const [, navigate] = useLocation();
  return (
    <Notice
      icon={<IconMapQuestion size={26} />}
      title="There is no such page"
      action={{ label: 'Go to the overview', onClick: () => navigate('/') }}
    >
      The address may be mistyped, or of an older version.
    </Notice>
  );
}

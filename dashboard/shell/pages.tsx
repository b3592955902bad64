import { Center, Loader } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Notice } from '../parts/notice.tsx';
import type { Session } from '../session/session.ts';
import { PageBoundary } from './page-boundary.tsx';
import { reloadIfServed } from './reload-if-served.ts';

/**
 * The pages, each loaded when it is first visited. What `lazy` makes keeps a failure for good, so
 * after one they are made `anew`. Some browsers, too, keep the failure of a file until they load the
 * whole page again: if a file fails even then, that is done.
 */
function makePages({ anew }: { readonly anew: boolean }) {
  async function got<File>(file: Promise<File>): Promise<File> {
    try {
      return await file;
    } catch (error) {
      // With no network either, the first failure is reported.
      if (anew) await reloadIfServed().catch(() => {});
      throw error;
    }
  }
  return {
    OverviewPage: lazy(() => got(import('../overview/overview-page.tsx'))),
    ChannelPage: lazy(() => got(import('../channel/channel-page.tsx'))),
    FightsPage: lazy(() => got(import('../fights/fights-page.tsx'))),
    OperationsPage: lazy(() => got(import('../operations/operations-page.tsx'))),
    DebuggerPage: lazy(() => got(import('../debugger/debugger-page.tsx'))),
    PaymentStreamsPage: lazy(() => got(import('../payment-streams/payment-streams-page.tsx'))),
    WorkflowsPage: lazy(() => got(import('../workflows/workflows-page.tsx'))),
    WebhooksPage: lazy(() => got(import('../webhooks/webhooks-page.tsx'))),
    BettorsPage: lazy(() => got(import('../bettors/bettors-page.tsx'))),
  };
}

/** Which page stands at which address. */
export function Pages({ session }: { readonly session: Session }) {
  const [location] = useLocation();
  const [pages, setPages] = useState(() => makePages({ anew: false }));
  const { OverviewPage, ChannelPage, FightsPage, PaymentStreamsPage, BettorsPage } = pages;
  const { WorkflowsPage, WebhooksPage, OperationsPage, DebuggerPage } = pages;
  return (
    <PageBoundary key={location} onBroken={() => setPages(makePages({ anew: true }))}>
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
          <Route path="/payment-streams">
            <PaymentStreamsPage session={session} />
          </Route>
          <Route path="/workflows">
            <WorkflowsPage session={session} />
          </Route>
          <Route path="/webhooks">
            <WebhooksPage session={session} />
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

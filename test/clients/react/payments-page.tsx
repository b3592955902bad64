import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import {
  type RealtimeEndpoints,
  RealtimeProvider,
  usePaymentStream,
  usePaymentStreams,
  useStreamEvents,
} from '../../../clients/react/index.ts';

/** What the page shows: test/scenarios/browser-payment-streams.test.ts reads it. Amounts as text. */
const payments = {
  balances: {} as Record<string, object>,
  listed: [] as readonly string[],
  changes: { method: undefined as string | undefined, events: [] as readonly string[] },
};

function Balance({ streamId }: { readonly streamId: string }) {
  const { status, accrued, withdrawable, depletesAt, stream, isConnected, error } =
    usePaymentStream(streamId);
  const amounts = { accrued: String(accrued), withdrawable: String(withdrawable) };
  const facts = { depositedAmount: stream?.depositedAmount, depletesAt, isConnected };
  payments.balances[streamId] = { status, ...amounts, ...facts, error };
  return null;
}

function List() {
  payments.listed = usePaymentStreams().streams.map(({ streamId }) => streamId);
  return null;
}

function Changes({ streamIds }: { readonly streamIds: readonly string[] }) {
  const { method, events } = useStreamEvents({ streamIds, batchMs: 0 });
  const seen = events.map(({ type, data }) => `${type} ${Object(data).streamId}`);
  payments.changes = { method, events: seen };
  return null;
}

interface Shown {
  /** Those whose balance is shown, each by two components. */
  readonly balances?: readonly string[];
  /** Those whose events are shown. */
  readonly changes?: readonly string[];
  readonly hasList?: boolean;
}

function showPayments(endpoints: RealtimeEndpoints, { balances = [], changes, hasList }: Shown) {
  createRoot(document.body.appendChild(document.createElement('div'))).render(
    <StrictMode>
      <RealtimeProvider endpoints={endpoints}>
        {balances.flatMap(id => [
          <Balance key={`${id}.one`} streamId={id} />,
          <Balance key={`${id}.other`} streamId={id} />,
        ])}
        {hasList && <List />}
        {changes && <Changes streamIds={changes} />}
      </RealtimeProvider>
    </StrictMode>,
  );
}

Object.assign(globalThis, { payments, showPayments });

import { createRoot } from 'react-dom/client';
import {
  accrued,
  type PaymentStream,
  RealtimeProvider,
  usePaymentStream,
} from '../../clients/react/index.ts';

const endpoints = {
  channels: { 'payment-streams': 'https://channel.example/' },
  managementUrl: 'https://management.example/',
  token: 'a.b.c',
};

/** A network that answers at once: what is measured is the page. */
async function answer(url: string): Promise<Response> {
  const { pathname, searchParams } = new URL(url);
  if (pathname === '/') {
    const connected = { connectionId: 'c', role: 'admin', heartbeatMs: 1e9, endsAt: 0 };
    const text = `id: e.0\nevent: connected\ndata: ${JSON.stringify(connected)}\n\n`;
    // It stays open.
    const body = new ReadableStream({ start: own => own.enqueue(new TextEncoder().encode(text)) });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }
  const at = Date.now();
  const streams = searchParams.getAll('streams').map(streamId => paymentStream(streamId, at));
  return Response.json({ at, streams });
}

/** Amounts as of a token with 18 decimals: all of their last digits move with each frame. */
const paymentStream = (streamId: string, at: number): PaymentStream => ({
  streamId,
  sender: 'ana',
  recipient: 'beto',
  ratePerSecond: '385802469135802',
  depositedAmount: '1000000000000000000000000',
  withdrawnAmount: '0',
  startTime: at - 86_400_000,
  status: 'active',
  accrued: '0',
  withdrawable: '0',
  uncovered: '0',
});

const environment = { fetch: answer };

function Balance({ streamId }: { readonly streamId: string }) {
  const { status, accrued } = usePaymentStream(streamId, { environment });
  return (
    <p>
      {streamId} {status} <b>{String(accrued)}</b>
    </p>
  );
}

const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `stream-${at}`);

/** By the hook: each balance is a component of its own. */
function byHook(main: HTMLElement, count: number): void {
  createRoot(main).render(
    <RealtimeProvider endpoints={endpoints}>
      {idsOf(count).map(id => (
        <Balance key={id} streamId={id} />
      ))}
    </RealtimeProvider>,
  );
}

/** The least that any page must do: the same texts, written without React. */
function byHand(main: HTMLElement, count: number): void {
  const at = Date.now();
  const rows = idsOf(count).map(id => {
    const row = main.appendChild(document.createElement('p'));
    row.append(`${id} active `);
    return { stream: paymentStream(id, at), text: row.appendChild(document.createElement('b')) };
  });
  const draw = (): void => {
    for (const { stream, text } of rows) text.textContent = String(accrued(stream, Date.now()));
    requestAnimationFrame(draw);
  };
  draw();
}

const nextFrame = () => new Promise<number>(resolve => requestAnimationFrame(resolve));

/** Resolves when all of them are there. */
async function showBalances(how: 'by hook' | 'by hand', count: number): Promise<void> {
  const main = document.body.appendChild(document.createElement('main'));
  if (how === 'by hook') byHook(main, count);
  else byHand(main, count);
  while (main.querySelectorAll('b').length < count || main.textContent.includes('reading')) {
    await nextFrame();
  }
}

/** When each frame of so long was drawn. */
async function frameTimes(forMs: number): Promise<readonly number[]> {
  const times = [await nextFrame()];
  while ((times.at(-1) ?? 0) - (times[0] ?? 0) < forMs) times.push(await nextFrame());
  return times;
}

Object.assign(globalThis, { showBalances, frameTimes });

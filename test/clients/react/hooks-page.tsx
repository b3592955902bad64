import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import {
  type ChannelName,
  type RealtimeEndpoints,
  RealtimeProvider,
  useMultiSSE,
  useSSE,
} from '../../../clients/react/index.ts';

/** What of each component is shown, and how to show others: test/scenarios/browser-hooks.test.ts reads and calls it. */
const shown: Record<string, { readonly status: string; readonly numbers: readonly number[] }> = {};

interface PartProps {
  readonly name: string;
  readonly prefix: string;
}

function note({ name, prefix }: PartProps, status: string, events: readonly { data: object }[]) {
  const numbers = events.flatMap(({ data }) => {
    const text = JSON.stringify(Object.values(data));
    const number = new RegExp(`${prefix}(\\d+)`).exec(text)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  shown[name] = { status, numbers };
  return null;
}

function Single(props: PartProps) {
  const [channel] = props.name.split('.') as [ChannelName];
  const { status, events } = useSSE({ channel, batchMs: 0 });
  return note(props, status, events);
}

const several = ['fights', 'streaming'] as const;

function Several(props: PartProps) {
  const { isConnected, events } = useMultiSSE(several, undefined, { batchMs: 0 });
  return note(props, isConnected ? 'open' : 'connecting', events);
}

const root = createRoot(document.body.appendChild(document.createElement('div')));

/** A component for each name: `<channel>.<what distinguishes it>`, or `several.…`. */
function show(names: readonly string[], endpoints: RealtimeEndpoints, prefix: string): void {
  const parts = names.map(name =>
    createElement(name.startsWith('several') ? Several : Single, { key: name, name, prefix }),
  );
  root.render(
    <StrictMode>
      <RealtimeProvider endpoints={endpointsOf(endpoints)}>{parts}</RealtimeProvider>
    </StrictMode>,
  );
}

let kept: RealtimeEndpoints | undefined;

/** The same object each time: another one makes new connections. */
function endpointsOf(endpoints: RealtimeEndpoints): RealtimeEndpoints {
  kept ??= endpoints;
  return kept;
}

Object.assign(globalThis, { shown, show });

import '../../support/page.ts';
import { fireEvent, screen } from '@testing-library/react';
import { ConnectForm } from '../../../dashboard/debugger/connect-form.tsx';
import type { DebugStream } from '../../../dashboard/debugger/use-debug-stream.ts';
import { useDeploymentStore } from '../../../dashboard/session/use-deployment.ts';
import { renderInPage } from '../support/in-page.tsx';

const asked: unknown[] = [];
const debug = {
  feed: undefined,
  connect: (...wanted: unknown[]) => void asked.push(wanted),
} as unknown as DebugStream;

beforeEach(() => {
  asked.length = 0;
  const channel = (name: string, readers: readonly string[] | 'signed-in') => ({
    name,
    title: name,
    url: `https://${name}.example/`,
    readers,
  });
  const channels = [
    channel('system', ['admin']),
    channel('fights', ['admin', 'operator']),
    channel('workflows', ['operator']),
    channel('inbox', 'signed-in'),
  ];
  const deployment = {
    channels,
    managementUrl: 'https://management.example/',
    proposalsWebSocketUrl: 'wss://socket.example/live',
    proposalTimeoutSeconds: 180,
    longestLeaseSeconds: 300,
  };
  useDeploymentStore.setState({ state: { kind: 'ready', deployment, people: [] } });
  const session = { token: 'own.own.own', userId: 'olga', role: 'operator', expiresAtMs: 1 };
  renderInPage(<ConnectForm session={session} debug={debug} />);
});

const token = () => screen.getByLabelText('Token');
const channel = (): HTMLInputElement => screen.getByLabelText('Channel', { selector: 'input' });
const connect = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Connect' });

function offered(): readonly (string | null)[] {
  fireEvent.click(channel());
  const list = screen.getByRole('listbox', { name: 'Channel', hidden: true });
  return [...list.querySelectorAll('[role=option]')].map(({ textContent }) => textContent);
}

test('it begins with, and offers, the channels that the role may read', () => {
  expect(channel().value).toBe('fights');
  expect(offered()).toEqual(['fights', 'workflows', 'inbox']);
  fireEvent.click(connect());
  expect(asked).toMatchObject([
    ['fights', { url: 'https://fights.example/', token: 'own.own.own' }, 'auto', expect.anything()],
  ]);
});

test('with a token of somebody else it offers all channels', () => {
  fireEvent.change(token(), { target: { value: 'other.other.other' } });
  expect(offered()).toEqual(['system', 'fights', 'workflows', 'inbox']);
});

test('of workflows, and of them alone, it asks for those that are named', () => {
  const named = () => screen.queryByLabelText('Only these workflows');
  expect(named()).toBeNull();
  fireEvent.click(channel());
  fireEvent.click(screen.getByRole('option', { name: 'workflows', hidden: true }));
  fireEvent.change(named() ?? channel(), { target: { value: 'w-1, w-2' } });
  fireEvent.click(connect());
  fireEvent.click(channel());
  fireEvent.click(screen.getByRole('option', { name: 'inbox', hidden: true }));
  fireEvent.click(connect());
  const wishes = asked.map(wanted => (wanted as [string, object])[1]);
  expect(wishes[0]).toMatchObject({ url: 'https://workflows.example/', workflows: 'w-1, w-2' });
  expect(wishes[1]).not.toHaveProperty('workflows');
});

test.each(['a.b.c…', 'Bearer a.b.c'])('the token %s, which cannot be sent, is not tried', value => {
  fireEvent.change(token(), { target: { value } });
  screen.getByText(/^It cannot be sent/);
  expect(connect().disabled).toBe(true);
});

test.each(['1e1', '-5', '12,5', '１２', '1'.repeat(16)])(
  'the history %s stays as it was typed, and is not asked for',
  value => {
    const history = screen.getByLabelText<HTMLInputElement>('History');
    fireEvent.change(history, { target: { value } });
    fireEvent.blur(history);
    expect(history.value).toBe(value);
    screen.getByText('Expected up to 15 digits');
    expect(connect().disabled).toBe(true);
  },
);

test('a history of more than the server gives is asked for: its refusal is worth seeing', () => {
  fireEvent.change(screen.getByLabelText('History'), { target: { value: '500' } });
  fireEvent.click(connect());
  expect(asked).toMatchObject([['fights', { history: '500' }, 'auto', expect.anything()]]);
});

import { callerRefusal } from '../../../local/server/caller-rule.ts';

const programs = { allowedHosts: ['box.local'], answersPages: false };
const pages = { ...programs, answersPages: true };

test.each(['localhost', '127.0.0.1', '[::1]', 'box.local', 'LocalHost'])(
  'the host %s is this machine, with a port and without',
  host => {
    expect(callerRefusal({ host }, programs)).toBeUndefined();
    expect(callerRefusal({ host: `${host}:4600` }, programs)).toBeUndefined();
  },
);

test.each([
  ['a name that leads here', 'evil.example:4600'],
  ['one that begins like ours', 'localhost.evil.example'],
  ['one that ends like ours', 'evil-localhost'],
  ['one that ends like an allowed one', 'x.box.local'],
  ['an address of this machine in its network', '192.168.1.7:4600'],
  ['all addresses of this machine', '0.0.0.0:4600'],
  ['a port that is none', '127.0.0.1:x'],
  ['an empty one', ''],
  ['none', undefined],
])('%s is refused as a host', (_title, host) => {
  const { host: _, ...without } = { host: 'x' };
  const headers = host === undefined ? without : { host };
  const expected = `received the host ${host ?? 'none'}; expected one of localhost, 127.0.0.1, [::1], box.local (npm start -- --allow-host NAME allows one more)`;
  expect(callerRefusal(headers, programs)).toBe(expected);
  expect(callerRefusal(headers, pages)).toBe(expected);
});

test.each(['https://evil.example', 'http://127.0.0.1:4601', 'null', ''])(
  'the origin %j is a page: it is refused where only programs may call, and only there',
  origin => {
    const headers = { host: '127.0.0.1:4600', origin };
    expect(callerRefusal(headers, pages)).toBeUndefined();
    expect(callerRefusal(headers, programs)).toBe(
      `received a request of a page of ${origin}; expected one without an Origin, for no page may call this port`,
    );
  },
);

test('of a long host and a long origin only the beginning is repeated', () => {
  const long = 'x'.repeat(10_000);
  expect(callerRefusal({ host: long }, pages)).toContain(`host ${'x'.repeat(128)};`);
  expect(callerRefusal({ host: 'localhost', origin: long }, programs)).toContain(
    `page of ${'x'.repeat(128)};`,
  );
});

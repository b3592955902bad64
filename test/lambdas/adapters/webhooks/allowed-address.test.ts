import fc from 'fast-check';
import { urlDefect } from '../../../../core/webhook/webhook-url.ts';
import { addressKind } from '../../../../lambdas/adapters/webhooks/allowed-address.ts';

test.each([
  ['1.1.1.1', 'public'],
  ['9.255.255.255', 'public'],
  ['11.0.0.0', 'public'],
  ['100.63.255.255', 'public'],
  ['100.128.0.0', 'public'],
  ['172.15.255.255', 'public'],
  ['172.32.0.0', 'public'],
  ['223.255.255.255', 'public'],
  ['2606:4700:4700::1111', 'public'],
  ['2a00:1450:4001:82b::200e', 'public'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.255', 'loopback'],
  ['::1', 'loopback'],
])('%s is %s', (address, kind) => {
  expect(addressKind(address)).toBe(kind);
});

test.each([
  ['nothing', ['', 'localhost', 'orders.example.com', '[::1]', '1.2.3']],
  ['notations that no socket has', ['0x8.8.8.8', '010.8.8.8', '134744072', '8.8', '8.8.8.8 ']],
  ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
  ['private', ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.1']],
  ['of carriers', ['100.64.0.0', '100.100.100.200', '100.127.255.255']],
  ['link-local', ['169.254.0.1', '169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0']],
  ['with a zone', ['2606:4700:4700::1111%eth0']],
  ['for protocols', ['192.0.0.8', '192.0.0.192', '192.88.99.1', '192.52.193.1', '192.31.196.1']],
  ['for benchmarks', ['198.18.0.1', '198.19.255.255', '2001:2::1']],
  ['for documents', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
  ['multicast', ['224.0.0.1', '239.255.255.250', 'ff02::1', 'ff0e::1']],
  ['reserved and broadcast', ['240.0.0.1', '255.255.255.255', '4000::1', '8000::1', 'e000::1']],
  ['unique-local, and metadata there', ['fc00::1', 'fd00:ec2::254', 'fdff::1']],
  ['site-local', ['fec0::1', 'feff::1']],
  ['mapped, even of public ones', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8']],
  ['compatible with IPv4', ['::127.0.0.1', '::10.0.0.1', '::8.8.8.8']],
  ['translated', ['::ffff:0:127.0.0.1', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1']],
  ['6to4', ['2002:7f00:1::', '2002:808:808::1']],
  ['Teredo', ['2001::1', '2001:0:7f00:1::']],
  ['of other protocols', ['100::1', '2001:3::1', '2001:10::1', '2001:20::1', '5f00::1']],
])('none of these is anything that may be reached: %s', (_, addresses) => {
  expect(addresses.filter(address => addressKind(address) !== 'other')).toEqual([]);
});

const octet = fc.integer({ min: 0, max: 255 });
const ends = fc.tuple(octet, octet, octet);

/** The four octets of an address that is not public: those that RFC 6890 and its successors list. */
const innerOctets = fc
  .oneof(
    ends.map(([b, c, d]) => [0, b, c, d]),
    ends.map(([b, c, d]) => [10, b, c, d]),
    ends.map(([b, c, d]) => [127, b, c, d]),
    ends.map(([b, c, d]) => [100, 64 + (b % 64), c, d]),
    ends.map(([, c, d]) => [169, 254, c, d]),
    ends.map(([b, c, d]) => [172, 16 + (b % 16), c, d]),
    ends.map(([, c, d]) => [192, 168, c, d]),
    ends.map(([b, c, d]) => [198, 18 + (b % 2), c, d]),
    ends.map(([b, c, d]) => [224 + (b % 32), b, c, d]),
  )
  .map(([a = 0, b = 0, c = 0, d = 0]) => ({ a, b, c, d }));

type Octets = { readonly a: number; readonly b: number; readonly c: number; readonly d: number };

const hex = (value: number, width = 0) => value.toString(16).padStart(width, '0');
const fullwidth = (text: string) =>
  text.replaceAll(/\d/g, digit => String.fromCharCode(0xff10 + Number(digit)));
const numberOf = ({ a, b, c, d }: Octets) => ((a * 256 + b) * 256 + c) * 256 + d;
const dotted = ({ a, b, c, d }: Octets) => `${a}.${b}.${c}.${d}`;
const groups = ({ a, b, c, d }: Octets) => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;

const notations: readonly ((octets: Octets) => string)[] = [
  dotted,
  octets => `${dotted(octets)}.`,
  octets => String(numberOf(octets)),
  octets => `0x${hex(numberOf(octets), 8)}`,
  octets => `0${numberOf(octets).toString(8)}`,
  ({ a, b, c, d }) => [a, b, c, d].map(each => `0x${hex(each)}`).join('.'),
  ({ a, b, c, d }) => [a, b, c, d].map(each => `000${each.toString(8)}`).join('.'),
  ({ a, b, c, d }) => `${a}.${b}.${c * 256 + d}`,
  ({ a, b, c, d }) => `0x${hex(a)}.${(b * 256 + c) * 256 + d}`,
  octets => fullwidth(dotted(octets)),
  octets => dotted(octets).replaceAll('.', '。'),
  octets => dotted(octets).replaceAll(/\d/g, digit => `%3${digit}`),
  octets => `[::ffff:${dotted(octets)}]`,
  octets => `[0:0:0:0:0:FFFF:${groups(octets)}]`,
  octets => `[::${groups(octets)}]`,
  octets => `[::ffff:0:${groups(octets)}]`,
  octets => `[64:ff9b::${groups(octets)}]`,
  octets => `[64:ff9b:1::${groups(octets)}]`,
  octets => `[2002:${groups(octets)}::1]`,
  octets => `[2001:0:${groups(octets)}::]`,
];

test('no address that is not public passes in any notation [W3]', () => {
  const rules = { allowsLoopback: false, destinations: [], addressKind };
  fc.assert(
    fc.property(innerOctets, fc.constantFrom(...notations), (octets, write) => {
      expect(urlDefect(`https://${write(octets)}:8443/hooks`, rules)).toMatch(
        /^(received|expected)/,
      );
    }),
    { numRuns: 3_000 },
  );
});

test('no IPv6 address outside of 2000::/3 is public', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), parts => {
      const isOutside = (parts[0] ?? 0) >> 13 !== 1;
      fc.pre(isOutside);
      expect(addressKind(parts.map(part => hex(part)).join(':'))).not.toBe('public');
    }),
  );
});

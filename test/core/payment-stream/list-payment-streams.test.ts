import { listPaymentStreams } from '../../../core/payment-stream/list-payment-streams.ts';
import type { PaymentStreamLists } from '../../../core/payment-stream/payment-stream-lists.ts';
import { paymentStreamsQuerySchema } from '../../../core/wire/management/payment-streams.ts';
import { memoryPaymentStreams, paymentStream } from '../../support/memory-payment-streams.ts';

const bea = { userId: 'bea', role: 'bettor' };
const beaOnChain = { ...bea, addresses: ['GBEA', 'GBEA2'] };
const mallory = { userId: 'mallory', role: 'bettor' };
const kim = { userId: 'kim', role: 'operator' };

const items = [
  paymentStream({ streamId: '1', recipient: 'bea' }),
  paymentStream({ streamId: '2', sender: 'bea', recipient: 'carl', status: 'paused' }),
  paymentStream({ streamId: '3', recipient: 'GBEA' }),
  paymentStream({ streamId: '4', sender: 'GBEA2', recipient: 'bea', status: 'cancelled' }),
  paymentStream({ streamId: '5', recipient: 'carl', status: 'completed' }),
];
const lists = memoryPaymentStreams(items);

type Query = Parameters<typeof paymentStreamsQuerySchema.parse>[0];
type Reader = Parameters<typeof listPaymentStreams>[1];

async function list(asked: Query, reader: Reader, from: PaymentStreamLists = lists) {
  const page = await listPaymentStreams(paymentStreamsQuerySchema.parse(asked), reader, from);
  return { ids: page.items.map(({ streamId }) => streamId), next: page.next };
}

test.each([
  ['one’s own, as sender and as recipient', bea, {}, ['1', '2', '4']],
  ['those of one’s addresses too, each once', beaOnChain, {}, ['1', '2', '3', '4']],
  ['those of one name', beaOnChain, { user: 'GBEA' }, ['3']],
  ['those in a status', beaOnChain, { status: 'paused' }, ['2']],
  ['those that are named, of one’s own', bea, { streams: ['5', '2', 'none', '3'] }, ['2']],
  ['one that is named, once', bea, { streams: '1' }, ['1']],
  [
    'of those that are named the ones in a status',
    bea,
    { streams: ['1', '2'], status: 'active' },
    ['1'],
  ],
  ['nobody’s, to a stranger', mallory, {}, []],
  ['nothing of what a stranger names', mallory, { streams: ['1', '2', '3', '4', '5'] }, []],
  ['all, to staff', kim, {}, ['1', '2', '3', '4', '5']],
  ['all in a status, to staff', kim, { status: 'active' }, ['1', '3']],
  ['anyone’s, to staff', kim, { user: 'carl' }, ['2', '5']],
  ['anyone’s in a status, to staff', kim, { user: 'carl', status: 'completed' }, ['5']],
  ['those that are named, to staff', kim, { streams: ['5', '1'] }, ['1', '5']],
  ['of those that are named someone’s, to staff', kim, { streams: ['5', '1'], user: 'bea' }, ['1']],
] as const)('%s are listed', async (_title, reader, query, expected) => {
  expect(await list(query, reader)).toEqual({ ids: expected, next: undefined });
});

test.each(['carl', 'GBEA', 'nobody'])(
  '%s is none of hers: refused, be it there or not',
  async user => {
    await expect(list({ user }, bea)).rejects.toMatchObject({
      problem: {
        status: 403,
        code: 'ROLE_NOT_ALLOWED',
        detail: `received user=${user}; expected the token's own sub, or one of its addresses`,
      },
    });
  },
);

test('what has another side or status by now is judged by what it is, not by what the index has', async () => {
  const now = [
    paymentStream({ streamId: '1', recipient: 'carl' }),
    paymentStream({ streamId: '2', recipient: 'bea', status: 'cancelled' }),
    paymentStream({ streamId: '3', recipient: 'bea' }),
  ];
  const before = ['1', '2', '3', 'gone'].map(streamId => paymentStream({ streamId }));
  const lagging = memoryPaymentStreams(now, before);
  expect((await list({}, bea, lagging)).ids).toEqual(['2', '3']);
  expect((await list({ status: 'active' }, bea, lagging)).ids).toEqual(['3']);
  expect((await list({ status: 'active' }, kim, lagging)).ids).toEqual(['1', '3']);
});

const many = Array.from({ length: 250 }, (_, n) =>
  paymentStream({ streamId: `s${n}`, ...(n % 2 ? { sender: 'bea', recipient: 'carl' } : {}) }),
);

async function pagesOf(query: Query & object, reader: Reader): Promise<readonly string[][]> {
  const pages: string[][] = [];
  for (let next: string | undefined; ; ) {
    const page = await list(
      { ...query, ...(next && { next }) },
      reader,
      memoryPaymentStreams(many),
    );
    pages.push(page.ids);
    if (page.next === undefined) return pages;
    next = page.next;
  }
}

test.each([
  ['one’s own', {}, bea, [100, 100, 50]],
  ['one’s own, by ten', { limit: '90' }, bea, [90, 90, 70]],
  ['everyone’s', {}, kim, [100, 100, 50]],
  [
    'that are named',
    { streams: many.slice(0, 100).map(({ streamId }) => streamId), limit: '60' },
    bea,
    [60, 40],
  ],
])(
  '250 payment streams %s come in pages, each once and in order',
  async (_title, query, reader, sizes) => {
    const pages = await pagesOf(query, reader);
    expect(pages.map(page => page.length)).toEqual(sizes);
    const all = pages.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(all.toSorted());
  },
);

test('a page that ends where the list ends has no next', async () => {
  const ten = memoryPaymentStreams(many.slice(0, 10));
  expect((await list({ limit: '10' }, bea, ten)).next).toBeUndefined();
});

test('a page goes on where its own list stopped, and is refused for any other', async () => {
  const { next = '' } = await list({ limit: '1' }, beaOnChain);
  expect((await list({ limit: '1', next }, beaOnChain)).ids).toEqual(['2']);
  const others: readonly (readonly [Query & object, Reader])[] = [
    [{}, bea],
    [{}, mallory],
    [{}, kim],
    [{ status: 'active' }, beaOnChain],
    [{ user: 'bea' }, beaOnChain],
    [{ streams: ['1', '2'] }, beaOnChain],
  ];
  for (const [query, reader] of others) {
    await expect(list({ ...query, limit: '1', next }, reader)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  }
});

test('what nobody gave is no page', async () => {
  await expect(list({ next: 'abc' }, bea)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test.each(['\u20ac', '\u0001', '"'])(
  'the longest ids fit into a page’s next, be they of %j',
  async each => {
    const long = (end: string) => paymentStream({ streamId: `${each.repeat(255)}${end}` });
    const from = memoryPaymentStreams([long('a'), long('b')]);
    const { next } = await list({ limit: '1' }, bea, from);
    expect((await list({ limit: '1', next }, bea, from)).ids).toEqual([long('b').streamId]);
  },
);

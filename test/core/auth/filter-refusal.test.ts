import { filterRefusal } from '../../../core/auth/filter-refusal.ts';
import type { ChannelFilters } from '../../../core/wire/channel-filters.ts';
import type { ChannelName } from '../../../core/wire/event.ts';

const ana = { userId: 'ana', role: 'bettor' };

test.each<[ChannelFilters, ChannelName[], string | undefined]>([
  [{}, ['fights'], undefined],
  [{ workflows: ['w-1'] }, ['workflows'], undefined],
  [{ workflows: ['w-1'] }, ['inbox', 'workflows'], undefined],
  [
    { workflows: ['w-1'], paymentStreams: { streams: ['1'] } },
    ['workflows', 'payment-streams'],
    undefined,
  ],
  [
    { workflows: ['w-1'] },
    ['inbox'],
    'received workflows for inbox; expected it for workflows only',
  ],
  [
    { workflows: [] },
    ['fights', 'global'],
    'received workflows for fights, global; expected it for workflows only',
  ],
  [
    { workflows: ['w-1'], paymentStreams: { streams: ['1'] } },
    ['workflows'],
    'received streams for workflows; expected it for payment-streams only',
  ],
])('%j of %j', (filters, channels, detail) => {
  const refusal = filterRefusal(ana, filters, channels);
  expect(refusal).toEqual(detail && { code: 'QUERY_INVALID', detail });
});

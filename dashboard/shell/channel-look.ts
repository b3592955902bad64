import {
  IconBell,
  IconBroadcast,
  IconCash,
  IconCoins,
  IconDroplets,
  IconInbox,
  IconLayersSubtract,
  IconListCheck,
  IconServer2,
  IconSwords,
  IconUsers,
  IconVideo,
  IconWorld,
} from '@tabler/icons-react';

/** How a channel looks wherever it appears. */
export interface ChannelLook {
  readonly icon: typeof IconBell;
  /** A colour of the theme. */
  readonly color: string;
}

const looks: Readonly<Record<string, ChannelLook>> = {
  system: { icon: IconServer2, color: 'indigo' },
  fights: { icon: IconSwords, color: 'red' },
  bets: { icon: IconCoins, color: 'yellow' },
  users: { icon: IconUsers, color: 'teal' },
  finance: { icon: IconCash, color: 'green' },
  streaming: { icon: IconVideo, color: 'grape' },
  notifications: { icon: IconBell, color: 'orange' },
  global: { icon: IconWorld, color: 'blue' },
  inbox: { icon: IconInbox, color: 'cyan' },
  live: { icon: IconLayersSubtract, color: 'blue' },
  proposals: { icon: IconBroadcast, color: 'pink' },
  'payment-streams': { icon: IconDroplets, color: 'lime' },
  workflows: { icon: IconListCheck, color: 'violet' },
};

const other: ChannelLook = { icon: IconBroadcast, color: 'gray' };

export const channelLook = (name: string): ChannelLook => looks[name] ?? other;

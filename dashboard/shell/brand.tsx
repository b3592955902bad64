import { Group, Text } from '@mantine/core';

/** The mark: a pulse on the red of a comb. */
export function Brand({ size = 'small' }: { readonly size?: 'small' | 'large' }) {
  const side = size === 'large' ? 40 : 28;
  return (
    <Group gap="xs" wrap="nowrap" justify={size === 'large' ? 'center' : 'flex-start'}>
      <svg width={side} height={side} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="var(--mantine-color-gallo-7)" />
        <path
          d="M5.5 18h4.3l3-9 5.2 15 3-9h5.5"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <Text fw={700} fz={size === 'large' ? 24 : 16} lh={1.1} style={{ whiteSpace: 'nowrap' }}>
        GalloBets{' '}
        <Text span inherit fw={400} c="dimmed" {...(size === 'small' && { visibleFrom: 'xs' })}>
          Realtime
        </Text>
      </Text>
    </Group>
  );
}

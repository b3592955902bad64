import { useViewportSize } from '@mantine/hooks';
import { type RefObject, useEffect, useRef } from 'react';

/** For a list of tabs, of which a phone does not show all: the chosen one is brought into sight. */
export function useChosenInSight(chosen: string | undefined): RefObject<HTMLDivElement | null> {
  const tabList = useRef<HTMLDivElement>(null);
  const { width } = useViewportSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it follows
  useEffect(() => {
    const tab = tabList.current?.querySelector('[aria-selected=true]');
    tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [chosen, width]);
  return tabList;
}

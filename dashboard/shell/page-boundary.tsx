import { IconBug } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { Notice } from '../parts/notice.tsx';
import { reloadIfServed } from './reload-if-served.ts';

interface PageBoundaryProps {
  readonly children: ReactNode;
  /** Called once the page is away, before it may be visited again. */
  readonly onBroken: () => void;
}

interface PageBoundaryState {
  readonly reason: string | undefined;
}

/**
 * Around each page: whatever breaks in it, or keeps its file from being loaded (after a deployment
 * the files of the one before are gone), takes neither the menu away nor the way on.
 */
export class PageBoundary extends Component<PageBoundaryProps, PageBoundaryState> {
  override readonly state: PageBoundaryState = { reason: undefined };

  static getDerivedStateFromError(error: unknown): PageBoundaryState {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override componentDidCatch(): void {
    this.props.onBroken();
  }

  #loadAnew = async (): Promise<void> => {
    try {
      await reloadIfServed();
    } catch (error) {
      this.setState(PageBoundary.getDerivedStateFromError(error));
    }
  };

  override render(): ReactNode {
    const { reason } = this.state;
    if (reason === undefined) return this.props.children;
    return (
      <Notice
        icon={<IconBug size={26} />}
        title="This page could not be shown"
        color="red"
        action={{ label: 'Reload', onClick: () => void this.#loadAnew() }}
      >
        There may be a newer version of it, or no network ({reason}). If reloading does not help,
        the other pages in the menu may still work.
      </Notice>
    );
  }
}

import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/** What each dialog of a webhook is given. */
export interface DialogProps {
  readonly webhookId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

interface FrameProps extends Pick<DialogProps, 'isOpen' | 'onClose'> {
  readonly title: string;
  /** What is typed or shown in it is forgotten once it is closed. */
  readonly children: ReactNode;
}

/** The frame of a dialog; a click beside it does not close it, for it may show what is shown once. */
export function Dialog({ title, isOpen, onClose, children }: FrameProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
      centered
    >
      {isOpen && children}
    </Modal>
  );
}

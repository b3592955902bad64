import { IconDroplets } from '@tabler/icons-react';
import { Notice } from '../parts/notice.tsx';

/** Instead of empty lists, to whoever could not know how one comes about. */
export function NoneYet({ isOfStaff }: { readonly isOfStaff: boolean }) {
  return (
    <Notice icon={<IconDroplets size={26} />} title="No payment streams yet">
      {isOfStaff ? (
        <>
          One appears as soon as a backend writes it to the table PaymentStreams, or somebody posts
          it to <code>/streams</code>.
        </>
      ) : (
        'One appears here as soon as you are its sender or its recipient.'
      )}
    </Notice>
  );
}

import { IconLock } from '@tabler/icons-react';
import { useSearchParams } from 'wouter';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { isStaff } from '../session/is-staff.ts';
import type { Session } from '../session/session.ts';
import { ChangeWebhook } from './change-webhook.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { OneDelivery } from './one-delivery.tsx';
import { OneWebhook } from './one-webhook.tsx';
import { WebhookList } from './webhook-list.tsx';

/** Webhooks with their health, one with its deliveries, one delivery, or a form. */
export default function WebhooksPage({ session }: { readonly session: Session }) {
  if (!isStaff(session.role)) {
    return (
      <Notice icon={<IconLock size={26} />} title="This is for the staff">
        Sign in as an operator or an admin.
      </Notice>
    );
  }
  const isAdmin = session.role === 'admin';
  return (
    <>
      <PageHead
        title="Webhooks"
        description={
          isAdmin ? 'Where events are sent to, and how that goes' : 'Your own, and how they do'
        }
      />
      <View isAdmin={isAdmin} userId={session.userId} />
    </>
  );
}

interface ViewProps {
  readonly isAdmin: boolean;
  readonly userId: string;
}

function View({ isAdmin, userId }: ViewProps) {
  const [search] = useSearchParams();
  const webhookId = search.get('webhook');
  const deliveryId = search.get('delivery');
  const form = search.get('form');
  if (webhookId === null) {
    return form === 'new' ? <NewWebhook /> : <WebhookList isAdmin={isAdmin} />;
  }
  if (form === 'change') {
    return <ChangeWebhook key={webhookId} webhookId={webhookId} userId={userId} />;
  }
  if (deliveryId !== null) {
    const key = `${webhookId} ${deliveryId}`;
    return <OneDelivery key={key} webhookId={webhookId} deliveryId={deliveryId} />;
  }
  return <OneWebhook key={webhookId} webhookId={webhookId} userId={userId} />;
}

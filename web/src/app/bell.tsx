import { Bell as BellIcon } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '../components/overlays.tsx';
import { BellList } from '../features/notifications/bell-list.tsx';
import { useNotifications } from '../features/notifications/queries.ts';
import { usePhone } from '../lib/use-phone.ts';

/** What the reader is told, from every page; how much of it is unread. */
export default function Bell() {
  const { t } = useTranslation('app');
  const phone = usePhone();
  const [open, setOpen] = useState(false);
  const list = useNotifications();
  const unread = list.data?.pages[0]?.unread ?? 0;
  const face = (
    <>
      <BellIcon size={16} aria-hidden />
      {unread > 0 && (
        <span className="unread-count" aria-hidden>
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </>
  );
  const label = t('bell.open', { count: unread });
  const items = <BellList list={list} unread={unread} onClose={() => setOpen(false)} />;
  if (phone) {
    return (
      <>
        <button type="button" className="iconbtn" aria-label={label} onClick={() => setOpen(true)}>
          {face}
        </button>
        <Sheet open={open} onOpenChange={setOpen} title={t('bell.title')}>
          <div className="bell-sheet">{items}</div>
        </Sheet>
      </>
    );
  }
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className="iconbtn" aria-label={label}>
        {face}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu bell"
          aria-label={t('bell.title')}
          align="end"
          sideOffset={8}
          collisionPadding={12}
        >
          <h2>{t('bell.title')}</h2>
          {items}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface OverlayProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  text?: ReactNode;
  children: ReactNode;
}

/** The first field, else the act that is meant; else what Radix takes, which is the ✕. */
function focusFirst(event: Event) {
  const panel = event.currentTarget as HTMLElement;
  const first =
    panel.querySelector<HTMLElement>('input:enabled, textarea:enabled, select:enabled') ??
    panel.querySelector<HTMLElement>('.btn.p') ??
    panel.querySelector<HTMLElement>('.btn');
  if (!first) return;
  event.preventDefault();
  first.focus();
}

function Overlay({ open, onOpenChange, title, text, children, panel }: OverlayProps & { panel: string }) {
  const { t } = useTranslation('app');
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className={panel}
          onOpenAutoFocus={focusFirst}
          {...(text === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className="row between">
            <Radix.Title asChild>
              <h2>{title}</h2>
            </Radix.Title>
            <Radix.Close className="iconbtn" aria-label={t('close')}>
              <X size={16} aria-hidden />
            </Radix.Close>
          </div>
          {text !== undefined && <Radix.Description className="sm i2">{text}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** For acts that cannot be undone or that move money: the title is a question. */
export const Dialog = (props: OverlayProps) => <Overlay {...props} panel="dialog-panel" />;

/** For configuration, 480 wide. */
export const Drawer = (props: OverlayProps) => <Overlay {...props} panel="drawer-panel" />;

/** What a popover is on a phone: it rises from the lower edge. */
export const Sheet = (props: OverlayProps) => <Overlay {...props} panel="sheet-panel" />;

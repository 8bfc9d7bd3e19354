import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Switch } from '../components/controls.tsx';
import { Dialog } from '../components/overlays.tsx';
import { singleKeysOn, switchSingleKeys } from '../lib/single-keys.ts';

const keys = {
  'Ctrl K': 'palette',
  '/': 'search',
  '?': 'sheet',
  'G D': 'dashboard',
  'G A': 'approvals',
  'G T': 'tasks',
  'G C': 'campaigns',
  'J K': 'move',
  Enter: 'open',
  A: 'approve',
  R: 'reject',
  Esc: 'close',
} as const;

/** Every key, and the switch for those without Ctrl. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('app');
  const [on, setOn] = useState(singleKeysOn);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('keys.title')}>
      <dl className="keys">
        {Object.entries(keys).map(([key, name]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((part) => (
                <kbd key={part} className="kbd">
                  {part}
                </kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <div className="row between hr" style={{ paddingTop: 14 }}>
        <div>
          <div className="sm m">{t('keys.single')}</div>
          <div className="xs i2">{t('keys.singleHint')}</div>
        </div>
        <Switch
          label={t('keys.single')}
          checked={on}
          onChange={(next) => {
            switchSingleKeys(next);
            setOn(next);
          }}
        />
      </div>
    </Dialog>
  );
}

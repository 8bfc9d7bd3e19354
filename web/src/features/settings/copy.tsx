import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { showToast } from '../../components/toast.ts';

interface CopyProps {
  text: string;
  /** What is copied, for who does not see the row. */
  name?: string;
  children?: string;
}

/** Puts a text into the clipboard and says so. */
export function CopyButton({ text, name, children }: CopyProps) {
  const { t } = useTranslation('settings');
  return (
    <Button
      size="sm"
      aria-label={name}
      onClick={() => void navigator.clipboard?.writeText(text).then(() => showToast(t('copied')))}
    >
      {children ?? t('copy')}
    </Button>
  );
}

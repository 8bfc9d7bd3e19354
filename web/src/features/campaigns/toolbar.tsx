import { Search } from 'lucide-react';
import { clsx } from 'clsx';
import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Platform } from '../../../../contracts/platforms.ts';
import { Select } from '../../components/controls.tsx';
import { platformNames } from '../../components/figures.tsx';
import type { PageState } from './use-filters.ts';
import { sortKeys, statuses } from './view.ts';

/** A name is looked for when the typing rests. */
const REST_MS = 250;

interface ToolbarProps {
  state: PageState;
  platforms: Platform[];
  searchRef: RefObject<HTMLInputElement | null>;
  /** On a phone there are no column heads to sort by. */
  withSort: boolean;
  onChange: (change: Record<string, string | null>) => void;
}

export function Toolbar({ state, platforms, searchRef, withSort, onChange }: ToolbarProps) {
  const { t } = useTranslation('campaigns');
  return (
    <>
      <SearchField search={state.search} inputRef={searchRef} onChange={(search) => onChange({ search })} />
      <Select
        label={t('platform.label')}
        className={clsx(state.platform !== '' && 'on')}
        value={state.platform}
        options={[
          { value: '', label: t('platform.all') },
          ...platforms.map((platform) => ({ value: platform, label: platformNames[platform] })),
        ]}
        onChange={(platform) => onChange({ platform })}
      />
      <Select
        label={t('status.label')}
        className={clsx(state.status !== 'current' && 'on')}
        value={state.status}
        options={statuses.map((status) => ({ value: status, label: t(`status.${status}`) }))}
        onChange={(status) => onChange({ status: status === 'current' ? null : status })}
      />
      {withSort && (
        <Select
          label={t('sortBy')}
          value={state.sort}
          options={sortKeys.map((key) => ({
            value: key,
            label: t('sorted', { column: t(`column.${key}`) }),
          }))}
          onChange={(key) => onChange({ sort: sortWords(key as PageState['sort'], state) })}
        />
      )}
    </>
  );
}

/** The order in the address: words rise, figures fall; the same column again turns it round. */
export function sortWords(key: PageState['sort'], state: PageState): string | null {
  const words = key === 'name' || key === 'status';
  const down = state.sort === key ? !state.down : !words;
  return key === 'spend' && down ? null : `${down ? '-' : ''}${key}`;
}

interface SearchFieldProps {
  search: string;
  inputRef: RefObject<HTMLInputElement | null>;
  onChange: (search: string) => void;
}

function SearchField({ search, inputRef, onChange }: SearchFieldProps) {
  const { t } = useTranslation('campaigns');
  const [text, setText] = useState(search);
  const [known, setKnown] = useState(search);
  if (search !== known) {
    // The address changed: by this field, or by "Clear filters" and the browser's way back.
    setKnown(search);
    if (search !== text.trim()) setText(search);
  }
  const rest = useEffectEvent(() => {
    if (text.trim() !== search) onChange(text.trim());
  });
  useEffect(() => {
    const timer = setTimeout(rest, REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <label className="inp find">
      <Search size={14} className="i3" aria-hidden />
      <input
        ref={inputRef}
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </label>
  );
}

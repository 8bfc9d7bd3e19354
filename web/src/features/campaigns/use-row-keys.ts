import { useEffect, useEffectEvent } from 'react';
import { isTyping } from '../../lib/single-keys.ts';

interface RowKeys {
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
  onSearch: () => void;
  onClear: () => void;
}

const rows = () => [...document.querySelectorAll<HTMLElement>('[data-campaign]')];

/** Gives the focus back to a row once its edit is gone. */
export const focusRow = (id: string) =>
  requestAnimationFrame(() =>
    rows()
      .find((row) => row.dataset.campaign === id)
      ?.focus(),
  );

/** J and K move between rows, X selects, Enter opens the budget, / searches, Esc clears the selection. */
export function useRowKeys({ onSelect, onOpen, onSearch, onClear }: RowKeys) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event) || event.defaultPrevented) return;
    const all = rows();
    const target = event.target as HTMLElement;
    const at = all.findIndex((row) => row.contains(target));
    const id = all[at]?.dataset.campaign;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step !== undefined) all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
    else if (event.key.toLowerCase() === 'x' && id) onSelect(id);
    else if (event.key === 'Enter' && id && target === all[at]) onOpen(id);
    else if (event.key === '/') onSearch();
    else if (event.key === 'Escape') onClear();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

import { useEffect } from 'react';
import { isTyping } from '../lib/single-keys.ts';

/** Places reached by G and one more key. */
export const chords = { d: '/', a: '/approvals', t: '/tasks', c: '/campaigns' } as const;
const CHORD_MS = 1500;

interface Acts {
  go: (to: string) => void;
  palette: () => void;
  sheet: () => void;
}

/** Keys that work on every page: Ctrl or Cmd K, `/`, `?`, and G then a letter. */
export function useShortcuts({ go, palette, sheet }: Acts) {
  useEffect(() => {
    let chordUntil = 0;
    // Before the page's own keys: the A of "G A" must not approve anything.
    const first = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (key === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        palette();
        return;
      }
      if (isTyping(event)) return;
      const chord = event.timeStamp < chordUntil;
      chordUntil = key === 'g' && !chord ? event.timeStamp + CHORD_MS : 0;
      if (!chord || !(key in chords)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      go(chords[key as keyof typeof chords]);
    };
    // After the page's own keys, which may use these for themselves.
    const last = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.key !== '?' && event.key !== '/') return;
      event.preventDefault();
      if (event.key === '?') sheet();
      else palette();
    };
    addEventListener('keydown', first, { capture: true });
    addEventListener('keydown', last);
    return () => {
      removeEventListener('keydown', first, { capture: true });
      removeEventListener('keydown', last);
    };
  }, [go, palette, sheet]);
}

import { useEffect, useState } from 'react';

/** Typing rests this long before the server is asked. */
const REST_MS = 200;

/** What was typed, once the typing rests. */
export function useRested(search: string): string {
  const [rested, setRested] = useState('');
  useEffect(() => {
    const resting = setTimeout(() => setRested(search.trim().slice(0, 100)), REST_MS);
    return () => clearTimeout(resting);
  }, [search]);
  return rested;
}

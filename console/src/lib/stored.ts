import { useCallback, useState } from "react";

function read<T>(key: string, absent: T): T {
  try {
    const stored = localStorage.getItem(key);
    return stored === null ? absent : (JSON.parse(stored) as T);
  } catch {
    return absent;
  }
}

/** A small preference that this browser remembers. */
export function useStored<T>(key: string, absent: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => read(key, absent));
  const store = useCallback(
    (next: T) => {
      localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
    [key],
  );
  return [value, store];
}

/** What this browser remembers under `key`; null where nothing is kept or the browser keeps nothing. */
export function rememberedItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Browsers that block site data throw on the mere access.
    return null;
  }
}

/** Keeps `value` for the next visit where the browser allows it; null forgets. */
export function rememberItem(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Blocked or full: the choice lasts for this visit only.
  }
}

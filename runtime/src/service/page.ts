import type { JsonObject } from "../rules/values.ts";

/** How many entries are asked for at a time: the ledger is never held for more, and has no more in memory. */
const atOnce = 100;
/** The size at which a page ends, in characters of JSON. */
const largest = 4 * 1024 * 1024;

/** A page of a list: its entries as JSON, and the last of them where there may be more behind it. */
export interface Page<T> {
  readonly entries: string;
  readonly next: T | null;
}

/**
 * Collects a page. It has at least one entry if there is any, and fewer than asked for where they are large.
 *
 * @param limit how many entries it may have
 * @param load entries behind one, in order; those from the beginning on where it is left out
 * @param view an entry as it is shown
 */
export async function collectPage<T>(
  limit: number,
  load: (limit: number, after: T | undefined) => Promise<readonly T[]>,
  view: (entry: T) => JsonObject,
): Promise<Page<T>> {
  const parts: string[] = [];
  let size = 0;
  let last: T | undefined;
  while (parts.length < limit) {
    const asked = Math.min(atOnce, limit - parts.length);
    const found = await load(asked, last);
    for (const entry of found) {
      const part = JSON.stringify(view(entry));
      if (parts.length > 0 && size + part.length > largest)
        return { entries: `[${parts.join()}]`, next: last ?? null };
      parts.push(part);
      size += part.length;
      last = entry;
    }
    if (found.length < asked) return { entries: `[${parts.join()}]`, next: null };
  }
  return { entries: `[${parts.join()}]`, next: last ?? null };
}

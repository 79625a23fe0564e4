import { UsageError } from "../usage-error.ts";

/** The address of an item that is written `deals/42`. */
export function itemPath(ref: string): string {
  const [, entity, id] = /^([^/\s]{1,128})\/([1-9]\d{0,15})$/.exec(ref) ?? [];
  if (entity === undefined || id === undefined) {
    throw new UsageError(
      "an item is written with its entity and its id",
      "write it as deals/42; `onstage runs` shows items that have runs",
    );
  }
  return `/v1/items/${encodeURIComponent(entity)}/${id}`;
}

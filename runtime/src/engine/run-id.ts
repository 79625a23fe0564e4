/** Leaves letters, digits and `_` as they are, so that `-` separates the parts of an id and nothing else does. */
function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/gu, (char) => `~${(char.codePointAt(0) ?? 0).toString(16)}~`);
}

/**
 * The id of a run: unique in the ledger, the same in every process, safe in a URL: `deals-42-1-link`.
 *
 * @param place number of the visit, or `e` and that of the occasion
 * @param taken ids that were given away there: two blocks of one stage may each have a rule of this name
 */
export function runId(
  entity: string,
  item: number,
  place: string,
  rule: string,
  taken: ReadonlySet<string>,
): string {
  const plain = `${safe(entity)}-${item}-${place}-${safe(rule)}`;
  if (!taken.has(plain)) return plain;
  let count = 2;
  while (taken.has(`${plain}-${count}`)) count += 1;
  return `${plain}-${count}`;
}

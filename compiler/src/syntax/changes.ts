/** How much is compared at once: comparing stretches is faster than comparing letters. */
const stretch = 1024;

/** How many characters two texts have in common from their beginnings on. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + stretch <= most && a.slice(at, at + stretch) === b.slice(at, at + stretch)) at += stretch;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/**
 * How many characters two texts have in common up to their ends.
 *
 * @param most how many there may be: those that the beginnings have in common are not counted twice
 */
export function commonEnd(a: string, b: string, most: number): number {
  let count = 0;
  const same = (length: number): boolean =>
    a.slice(a.length - count - length, a.length - count) ===
    b.slice(b.length - count - length, b.length - count);
  while (count + stretch <= most && same(stretch)) count += stretch;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count))
    count += 1;
  return count;
}

/**
 * A copy that does not keep the text alive that it was cut from. Engines share the characters of a stretch with its
 * text, and a small section would hold on to every version of a file.
 */
export function detached(text: string): string {
  return structuredClone(text);
}

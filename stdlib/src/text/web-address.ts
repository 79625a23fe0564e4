/**
 * Reads a web address that a person may be sent to.
 *
 * @param text what was given
 * @returns the address in its normal form, or undefined where it is none or has another scheme than http or https
 */
export function webAddress(text: string): string | undefined {
  const address = text.trim();
  if (/\s/u.test(address)) return undefined;
  const url = URL.parse(address);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : undefined;
}

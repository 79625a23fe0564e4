import { createHash, createVerify, type KeyObject } from "node:crypto";

interface Header {
  readonly name: string;
  readonly line: string;
}

function headersOf(head: string): readonly Header[] {
  return head
    .split(/\r\n(?![ \t])/u)
    .filter((line) => line !== "")
    .map((line) => ({ name: line.slice(0, line.indexOf(":")).trim().toLowerCase(), line }));
}

/** A header in the relaxed form of RFC 6376, 3.4.2. */
function relaxed({ name, line }: Header): string {
  const value = line
    .slice(line.indexOf(":") + 1)
    .replace(/\r\n/gu, "")
    .replace(/[ \t]+/gu, " ")
    .trim();
  return `${name}:${value}`;
}

/** A body in the relaxed form of RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/gu, " ").replace(/ $/u, ""));
  const text = lines.join("\r\n").replace(/(?:\r\n)+$/u, "");
  return text === "" ? "" : `${text}\r\n`;
}

/**
 * Whether a mail bears a DKIM signature that fits it, by RFC 6376: relaxed headers and body, rsa-sha256.
 *
 * @returns the domain and the selector that it was signed for; undefined where it does not fit
 */
export function verifyDkim(
  source: string,
  key: KeyObject,
): { readonly domain: string; readonly selector: string } | undefined {
  const end = source.indexOf("\r\n\r\n");
  const headers = headersOf(source.slice(0, end));
  const signature = headers.find(({ name }) => name === "dkim-signature");
  if (signature === undefined) return undefined;
  const tags = new Map(
    relaxed(signature)
      .slice("dkim-signature:".length)
      .split(";")
      .map((tag) => [tag.slice(0, tag.indexOf("=")).trim(), tag.slice(tag.indexOf("=") + 1).trim()]),
  );
  const hash = createHash("sha256")
    .update(relaxedBody(source.slice(end + 4)))
    .digest("base64");
  if (tags.get("a") !== "rsa-sha256" || tags.get("bh")?.replace(/ /gu, "") !== hash) return undefined;
  const left = [...headers];
  const signed = (tags.get("h") ?? "").split(":").flatMap((one) => {
    const at = left.findLastIndex(({ name }) => name === one.trim().toLowerCase());
    return at < 0 ? [] : left.splice(at, 1).map((header) => `${relaxed(header)}\r\n`);
  });
  const own = relaxed(signature)
    .replace(/(;\s*b=)[^;]*/u, "$1")
    .replace(/(^dkim-signature:b=)[^;]*/u, "$1");
  const verifier = createVerify("sha256").update(signed.join("") + own);
  const fits = verifier.verify(key, (tags.get("b") ?? "").replace(/ /gu, ""), "base64");
  return fits ? { domain: tags.get("d") ?? "", selector: tags.get("s") ?? "" } : undefined;
}

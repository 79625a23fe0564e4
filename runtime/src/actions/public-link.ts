import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * What a link does that a client follows. It holds all there is to know, so that nothing has to be looked up, and links
 * are good for as long as the key is.
 */
export type PublicLink =
  /** The picture that says that a mail was opened. */
  | { readonly kind: "opened"; readonly item: string; readonly mail: string; readonly subject: string }
  /** A link of a mail, and where it leads. */
  | { readonly kind: "clicked"; readonly item: string; readonly mail: string; readonly url: string }
  /** What a QR code leads to. */
  | {
      readonly kind: "scanned";
      readonly item: string;
      readonly code: string;
      readonly title: string;
      readonly text: string;
      /** Where whoever scans it is sent on to; the service shows the title and the text if left out. */
      readonly url?: string;
    }
  /** A document, and the file that holds it. */
  | {
      readonly kind: "document";
      readonly item: string;
      readonly document: string;
      readonly template: string;
      readonly file: { readonly name: string; readonly type: string; readonly hash: string };
    };

/** The most characters of an address that a QR code takes, at the correction of errors that ours have. */
export const LONGEST_CODE = 2331;

/** What a QR code is shown as: on a page with its title, or as a picture alone. */
export type CodeForm = "page" | "gif" | "svg";

/** Half of an HMAC-SHA256: nobody guesses 128 bits, and addresses stay short. */
const SIGN_BYTES = 16;

function sign(secret: string, content: string): Buffer {
  return createHmac("sha256", secret).update(`link\n${content}`).digest().subarray(0, SIGN_BYTES);
}

/**
 * The path at which the service answers a link.
 *
 * @param secret what the service signs links with: `ONSTAGE_LINK_KEY` in the environment of actions
 * @param form for a QR code: what it looks like, instead of where it leads
 */
export function publicLinkPath(secret: string, link: PublicLink, form?: CodeForm): string {
  const content = Buffer.from(JSON.stringify(link)).toString("base64url");
  return `/l/${sign(secret, content).toString("base64url")}${form === undefined ? "" : `/${form}`}?of=${content}`;
}

/**
 * What a link does; undefined where it was not made with this secret.
 *
 * @param signed the sign, as it stands in the path
 * @param content what it is the sign of
 */
export function readPublicLink(secret: string, signed: string, content: string): PublicLink | undefined {
  const given = Buffer.from(signed, "base64url");
  const expected = sign(secret, content);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  // Nobody but us has signed it.
  return JSON.parse(Buffer.from(content, "base64url").toString("utf8")) as PublicLink;
}

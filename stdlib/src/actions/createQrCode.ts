import {
  type ActionContext,
  LONGEST_CODE,
  PermanentError,
  type Text,
  type Url,
} from "@onstage/runtime/actions";
import { publicLinks } from "../providers/public-links.ts";
import { cleanLine, cleanText } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";

const LONGEST_TITLE = 120;
const LONGEST_TEXT = 300;

/** A QR code that the service shows. */
export interface QrCode {
  /** A page with the code on it, to be sent to the client. */
  readonly page: Url;
  /** The code alone, as a picture. */
  readonly picture: Url;
  /** What is in the code: whoever opens it has scanned it. */
  readonly link: Url;
}

/**
 * Makes a QR code for the client. Whoever scans it sees its title and text, or is sent on to `url`; the rules hear of it as
 * `qrScanned` with the name of the code.
 *
 * @param title what stands above the code, and what is seen when it is scanned, in at most 120 characters
 * @param text what stands below the title, in at most 300 characters
 * @param name by which `qrScanned` knows it; the name of the rule if left out
 * @param url where whoever scans it is sent on to
 * @returns the addresses of its page and its picture, and what is in it
 * @repeatable
 * @group Documents
 * @kind helper
 * @example let ticket = createQrCode("Your ticket", "Show it at the door.", name: "ticket")
 */
export async function createQrCode(
  context: ActionContext,
  title: Text,
  text?: Text,
  name?: Text,
  url?: Url,
): Promise<QrCode> {
  const { item, run } = context;
  const target = url === undefined ? undefined : webAddress(url);
  if (url !== undefined && target === undefined) {
    throw new PermanentError(
      `“${cleanLine(url, 80)}” is no web address. What a code leads to has to begin with https:// or http://.`,
    );
  }
  const below = cleanText(text ?? "");
  if (Array.from(below).length > LONGEST_TEXT) {
    throw new PermanentError(
      `The text of a code has at most ${LONGEST_TEXT} characters, or nobody could scan it. Make it shorter.`,
    );
  }
  const links = context.use(publicLinks);
  const link = {
    kind: "scanned",
    item: `${item.entity}/${item.id}`,
    code: cleanLine(name ?? run.rule, LONGEST_TITLE),
    title: cleanLine(title, LONGEST_TITLE),
    text: below,
    ...(target !== undefined && { url: target }),
  } as const;
  const content = links.of(link);
  if (content.length > LONGEST_CODE) {
    throw new PermanentError(
      `What stands in the code gets too long: ${content.length} characters, and a QR code takes ${LONGEST_CODE}. Shorten its text, its title or what it leads to.`,
    );
  }
  return { page: links.of(link, "page"), picture: links.of(link, "gif"), link: content };
}

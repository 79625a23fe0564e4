import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface DocumentSigned {
  /** Number or id of the document. */
  readonly document?: Text;
  /** Name of the template it was made from. */
  readonly template?: Text;
}

/**
 * Everybody has signed a document of the item.
 *
 * @param template only documents of this template, by its name; any if left out
 * @group Documents
 */
export function documentSigned(event: DocumentSigned, template?: Text): boolean {
  return isText(event.template, template);
}

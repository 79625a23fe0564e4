import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface DocumentOpened {
  /** Number or id of the document. */
  readonly document?: Text;
  /** Name of the template it was made from. */
  readonly template?: Text;
}

/**
 * The client has opened a document of the item by its public link.
 *
 * @param template only documents of this template, by its name; any if left out
 * @group Documents
 */
export function documentOpened(event: DocumentOpened, template?: Text): boolean {
  return isText(event.template, template);
}

import type { Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface DocumentCreated {
  /** Number or id of the document. */
  readonly document?: Text;
  /** Name of the template it was made from. */
  readonly template?: Text;
}

/**
 * A document of the item is made.
 *
 * @param template only documents of this template, by its name; any if left out
 * @group Documents
 */
export function documentCreated(event: DocumentCreated, template?: Text): boolean {
  return isText(event.template, template);
}

import type { Text, Url } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface FormSent {
  /** Name of the form. */
  readonly form?: Text;
  /** The page that the form stands on. */
  readonly page?: Url;
}

/**
 * The client has sent a form on a web site.
 *
 * @param form only this form, by its name; any if left out
 * @group Web forms
 */
export function formSent(event: FormSent, form?: Text): boolean {
  return isText(event.form, form);
}

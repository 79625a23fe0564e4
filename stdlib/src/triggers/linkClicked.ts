import type { Text, Url } from "@onstage/runtime/actions";
import { isAddress } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface LinkClicked {
  /** The address of the link. */
  readonly url?: Url;
  /** The Message-ID of the mail, as `sendEmail` returned it. */
  readonly messageId?: Text;
}

/**
 * The client has followed a link in an e-mail that was sent from the CRM.
 *
 * @param url only this link; any if left out
 * @group Client communication
 */
export function linkClicked(event: LinkClicked, url?: Url): boolean {
  return isAddress(event.url, url);
}

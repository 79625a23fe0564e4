import type { Url } from "@onstage/runtime/actions";
import { isAddress } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface SiteVisited {
  readonly page?: Url;
}

/**
 * The client has come back to the web site.
 *
 * @param page only this page; any if left out
 * @group Client communication
 */
export function siteVisited(event: SiteVisited, page?: Url): boolean {
  return isAddress(event.page, page);
}

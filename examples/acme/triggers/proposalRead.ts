import type { Integer } from "@onstage/runtime/actions";

/** What the page of a proposal tells when somebody closes it. */
export interface ProposalRead {
  readonly minutes?: Integer;
}

/**
 * The client has read the proposal on its page.
 *
 * @param minutes only where it was read for that long; for any time if left out
 */
export function proposalRead(event: ProposalRead, minutes?: Integer): boolean {
  return minutes === undefined || (typeof event.minutes === "number" && event.minutes >= minutes);
}

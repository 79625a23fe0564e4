import type { Integer, Text } from "@onstage/runtime/actions";
import { isText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface ApprovalAnswered {
  readonly decision?: "approved" | "rejected";
  /** Id of the user who has answered. */
  readonly by?: Integer;
  /** Which request of `requestApproval` it answers; where it names none, the one that the user was asked. */
  readonly request?: Text;
}

/**
 * Somebody has answered a request for approval.
 *
 * @param decision only this answer; any if left out
 * @group Waiting
 */
export function approvalAnswered(event: ApprovalAnswered, decision?: "approved" | "rejected"): boolean {
  return isText(event.decision, decision);
}

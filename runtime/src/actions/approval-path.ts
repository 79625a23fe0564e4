import { createHmac } from "node:crypto";

/** A request for approval, and who was asked. */
export interface ApprovalRequest {
  /** Id of the run that waits for the answer. */
  readonly run: string;
  /** Its key. */
  readonly key: string;
  /** Id of the user. */
  readonly user: number;
}

/** What proves that a link to a request comes from the service: of one request, for one user. */
export function approvalSign(secret: string, { key, user }: Omit<ApprovalRequest, "run">): string {
  return createHmac("sha256", secret).update(`approval\n${key}\n${user}`).digest("base64url");
}

/**
 * The path of the page on which a user answers a request for approval. Whoever has it can answer.
 *
 * @param secret what the service signs links with: `ONSTAGE_LINK_KEY` in the environment of actions
 */
export function approvalPath(secret: string, request: ApprovalRequest): string {
  const query = new URLSearchParams({ by: String(request.user), sign: approvalSign(secret, request) });
  return `/v1/approvals/${encodeURIComponent(request.run)}?${query}`;
}

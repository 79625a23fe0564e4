/** What actions are written with: their types, their context, and the errors that say what follows. */

export type * from "./activities.ts";
export { type ApprovalRequest, approvalPath } from "./approval-path.ts";
export type { Call, Calls } from "./calls.ts";
export type * from "./changes.ts";
export * from "./context.ts";
export type * from "./crm.ts";
export * from "./errors.ts";
export type * from "./files.ts";
export type * from "./item-types.ts";
export { itemOfMailId, mailIdOf } from "./mail-item.ts";
export type * from "./outbound.ts";
export { publicAddress } from "./public-address.ts";
export {
  type CodeForm,
  LONGEST_CODE,
  type PublicLink,
  publicLinkPath,
  readPublicLink,
} from "./public-link.ts";
export { retryAfter } from "./retry-after.ts";
export * from "./types.ts";
export type * from "./waiting.ts";

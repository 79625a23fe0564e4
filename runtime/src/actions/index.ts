/** What actions are written with: their types, their context, and the errors that say what follows. */

export type { Call, Calls } from "./calls.ts";
export * from "./context.ts";
export * from "./errors.ts";
export type * from "./item-types.ts";
export type * from "./outbound.ts";
export { type CodeForm, type PublicLink, publicLinkPath, readPublicLink } from "./public-link.ts";
export { retryAfter } from "./retry-after.ts";
export * from "./types.ts";
export type * from "./waiting.ts";

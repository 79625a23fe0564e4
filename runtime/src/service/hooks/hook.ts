import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "../../rules/values.ts";

/** What came in, as it came. */
export interface Letter {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What another system has said, once it is known that it has. */
export interface Message {
  /** The sender's own id of it, or what tells its body from all others. */
  readonly id: string;
  /** The item as the message names it. */
  readonly item?: string;
  readonly text?: string;
  /** What it becomes, where that is not `webhookReceived`. */
  readonly event?: HookEvent;
}

/** An event that a message becomes. */
export interface HookEvent {
  readonly type: string;
  readonly payload: JsonObject;
  /** Message-IDs of the mails that it answers, the nearest first: one of ours names the item. */
  readonly answers: readonly string[];
}

/** A message, or why it is none: `unproven` where nobody knows who it is from. */
export type Opened =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly why: "unproven" | "unreadable"; readonly detail: string };

/** Whether two secrets are the same, in a time that says nothing of where they differ. */
export function isSame(a: string | Buffer, b: string | Buffer): boolean {
  const digest = (part: string | Buffer) => createHash("sha256").update(part).digest();
  return timingSafeEqual(digest(a), digest(b));
}

export function unproven(detail: string): Opened {
  return { ok: false, why: "unproven", detail };
}

export function unreadable(detail: string): Opened {
  return { ok: false, why: "unreadable", detail };
}

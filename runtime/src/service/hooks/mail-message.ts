import { LARGEST_PAYLOAD } from "../../coordinator/events.ts";
import type { JsonObject } from "../../rules/values.ts";
import { property } from "../../unknown.ts";
import type { HookEvent } from "./hook.ts";

const LONGEST_LIST = 100;
/** How large each of these may be, in bytes of JSON. The ids are far longer than mails may have them. */
const most = { from: 2048, subject: 4096, messageId: 2048, inReplyTo: 4096 } as const;
const names = ["from", "subject", "messageId", "inReplyTo"] as const;
/** All references together, in bytes of JSON. */
const LARGEST_REFERENCES = 16 * 1024;

function bytesOf(value: JsonObject | string): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The beginning of a text that fits, without half of a character at its end. */
function cut(text: string, room: number): string {
  if (bytesOf(text) <= room) return text;
  let fits = 0;
  let over = text.length;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (bytesOf(text.slice(0, middle)) <= room) fits = middle;
    else over = middle;
  }
  return text.slice(0, fits).replace(/[\uD800-\uDBFF]$/u, "");
}

/** The latest of some ids that fit: whole, since a part of one is none. */
function latest(ids: readonly string[]): readonly string[] {
  let room = LARGEST_REFERENCES;
  const first = ids.findLastIndex((id) => {
    room -= bytesOf(id) + 1;
    return room < 0;
  });
  return ids.slice(first + 1);
}

/** The ids in a header such as `References`: a list, or one text with white space between them. */
function idsIn(value: unknown): readonly string[] {
  const all: readonly unknown[] =
    typeof value === "string" ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return all.flatMap((one) => (typeof one === "string" && one !== "" ? [one] : [])).slice(-LONGEST_LIST);
}

/**
 * A mail that has come in, as another system tells of it: the event `emailReceived`, with what that brings. What else the
 * message has is left out, and what is longer than an event may be is cut: most of all what the mail says, and no id.
 */
export function mailReceived(json: unknown): HookEvent {
  const part = (name: string): unknown =>
    typeof json === "object" && json !== null ? property(json, name) : undefined;
  const texts = names.flatMap((name) => {
    const value = part(name);
    return typeof value === "string" ? [[name, cut(value, most[name])] as const] : [];
  });
  const references = idsIn(part("references"));
  const automatic = part("automatic");
  const kept = latest(references);
  const head: JsonObject = {
    ...Object.fromEntries(texts),
    ...(kept.length > 0 && { references: kept }),
    ...(typeof automatic === "boolean" && { automatic }),
  };
  const text = part("text");
  const room = LARGEST_PAYLOAD - bytesOf({ ...head, text: "" }) + bytesOf("");
  const payload = typeof text === "string" ? { ...head, text: cut(text, room) } : head;
  // The mail that it answers itself, then those before that, the latest first.
  const answers = [...idsIn(part("inReplyTo")), ...references.toReversed()];
  return { type: "emailReceived", payload, answers };
}

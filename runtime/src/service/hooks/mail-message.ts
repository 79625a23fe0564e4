import type { JsonObject } from "../../rules/values.ts";
import { property } from "../../unknown.ts";
import type { HookEvent } from "./hook.ts";

const LONGEST_LIST = 100;
const names = ["from", "subject", "text", "messageId", "inReplyTo"] as const;

/** The ids in a header such as `References`: a list, or one text with white space between them. */
function idsIn(value: unknown): readonly string[] {
  const all: readonly unknown[] =
    typeof value === "string" ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return all.flatMap((one) => (typeof one === "string" && one !== "" ? [one] : [])).slice(-LONGEST_LIST);
}

/**
 * A mail that has come in, as another system tells of it: the event `emailReceived`, with what that brings. What else the
 * message has is left out.
 */
export function mailReceived(json: unknown): HookEvent {
  const part = (name: string): unknown =>
    typeof json === "object" && json !== null ? property(json, name) : undefined;
  const texts = names.flatMap((name) => {
    const value = part(name);
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const references = idsIn(part("references"));
  const automatic = part("automatic");
  const payload: JsonObject = {
    ...Object.fromEntries(texts),
    ...(references.length > 0 && { references }),
    ...(typeof automatic === "boolean" && { automatic }),
  };
  // The mail that it answers itself, then those before that, the latest first.
  const answers = [...idsIn(part("inReplyTo")), ...references.toReversed()];
  return { type: "emailReceived", payload, answers };
}

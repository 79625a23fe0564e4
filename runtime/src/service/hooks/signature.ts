import { createHmac } from "node:crypto";
import { property } from "../../unknown.ts";
import { readJson } from "../body.ts";
import { RequestError } from "../problem.ts";
import { faultOf } from "../strict-json.ts";
import { type HookEvent, isSame, type Letter, type Opened, unproven, unreadable } from "./hook.ts";

/** How far the sender's clock may be from ours, in seconds: what is older may be somebody's copy. */
const window = 300;

/** The bytes of a secret that is written `whsec_` and base64; undefined where it is none, or too short to be one. */
export function signingKey(secret: string): Buffer | undefined {
  const [, text] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  const key = Buffer.from(text ?? "", "base64");
  return key.length >= 24 && key.length <= 64 ? key : undefined;
}

/** What Standard Webhooks has in the header `webhook-signature`. */
export function signatureOf(key: Buffer, id: string, timestamp: string, body: Buffer): string {
  const hash = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return `v1,${hash}`;
}

/** The value at the end of a path such as `data.deal`. */
function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (part, name) =>
        typeof part === "object" && part !== null && Object.hasOwn(part, name)
          ? property(part, name)
          : undefined,
      value,
    );
}

function textAt(value: unknown, path: string): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}

/** A header that stands once. */
function headerOf({ headers }: Letter, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

/** What the body of a message becomes. */
type EventOf = (json: unknown) => HookEvent;

function read(letter: Letter, id: string, path: string, eventOf: EventOf | undefined): Opened {
  try {
    const body = readJson(letter.body);
    const fault = faultOf(body);
    if (fault) return unreadable(fault.field === "" ? fault.detail : `"${fault.field}": ${fault.detail}`);
    const item = textAt(body, path);
    const text = textAt(body, "text");
    return {
      ok: true,
      message: {
        id,
        ...(item !== undefined && { item }),
        ...(text !== undefined && { text }),
        ...(eventOf && { event: eventOf(body) }),
      },
    };
  } catch (error) {
    if (error instanceof RequestError) return unreadable(error.message);
    throw error;
  }
}

/**
 * Opens a message that is signed as Standard Webhooks says: `webhook-id`, `webhook-timestamp` in seconds, and
 * `webhook-signature` with one or more `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body.
 *
 * @param now milliseconds since 1970
 * @param path where the body names the item
 * @param eventOf what the body becomes; `webhookReceived` if left out
 */
export function openSigned(
  letter: Letter,
  key: Buffer,
  now: number,
  path: string,
  eventOf?: EventOf,
): Opened {
  const id = headerOf(letter, "webhook-id");
  const timestamp = headerOf(letter, "webhook-timestamp");
  const given = headerOf(letter, "webhook-signature");
  if (!/^[\x21-\x7e]{1,200}$/.test(id)) return unproven("The header webhook-id is missing, or is no id.");
  if (!/^\d{1,12}$/.test(timestamp)) return unproven("The header webhook-timestamp is no time in seconds.");
  const expected = signatureOf(key, id, timestamp, letter.body);
  // All are compared, so that the time does not say which one came near.
  const fitting = given.split(" ", 20).filter((one) => isSame(one, expected));
  if (fitting.length === 0)
    return unproven("The header webhook-signature does not fit the body and the secret.");
  if (Math.abs(now / 1000 - Number(timestamp)) > window) {
    return unproven(`The message is signed for a time that is more than ${window} seconds away.`);
  }
  return read(letter, id, path, eventOf);
}

import { createHash } from "node:crypto";
import { isSame, type Letter, type Message, type Opened, unproven, unreadable } from "./hook.ts";

/** What the CRM calls its kinds of items, and the names that rules have for them. */
const entities: Readonly<Record<string, string>> = {
  DEAL: "deals",
  LEAD: "leads",
  CONTACT: "contacts",
  COMPANY: "companies",
  QUOTE: "estimates",
  SMART_INVOICE: "invoices",
};

/** The shortest token that proves anything, in characters. */
export const shortestToken = 16;

function itemOf(kind: string | undefined, id: string | undefined): Pick<Message, "item"> {
  const entity = kind !== undefined && Object.hasOwn(entities, kind) ? entities[kind] : undefined;
  return entity === undefined || id === undefined ? {} : { item: `${entity}/${id}` };
}

/** What is named by `document_id` of a rule's webhook, or by the event of a subscription. */
function named(form: URLSearchParams): Pick<Message, "item"> {
  const [, kind, id] = /^([A-Z_]+)_(\d+)$/.exec(form.get("document_id[2]") ?? "") ?? [];
  if (kind !== undefined) return itemOf(kind, id);
  const [, subject] =
    /^ONCRM([A-Z]+?)(?:ADD|UPDATE|DELETE|MOVETOCATEGORY)$/.exec(form.get("event") ?? "") ?? [];
  return itemOf(subject, form.get("data[FIELDS][ID]") ?? undefined);
}

/** The text of a form; undefined where it is no UTF-8. */
function decode(body: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Opens a message of Bitrix24: a form that brings the application token along. It has no signature and no id, so the
 * same form twice is one message.
 */
export function openBitrix24({ body }: Letter, token: string): Opened {
  const text = decode(body);
  if (text === undefined) return unreadable("The body is no UTF-8.");
  const form = new URLSearchParams(text);
  const given = form.getAll("auth[application_token]");
  if (given.length !== 1 || !isSame(given[0] ?? "", token)) {
    return unproven("The body does not bring the application token along that is known here.");
  }
  const id = createHash("sha256").update(body).digest("hex");
  const event = form.get("event");
  const said = event !== null && /^[\x20-\x7e]{1,200}$/.test(event) ? { text: event } : {};
  return { ok: true, message: { id, ...named(form), ...said } };
}

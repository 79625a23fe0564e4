import type { ActionContext, Client } from "@onstage/runtime/actions";
import { cleanLine } from "./clean.ts";

function singular(entity: string): string {
  if (entity.endsWith("ies")) return `${entity.slice(0, -3)}y`;
  return entity.endsWith("s") ? entity.slice(0, -1) : entity;
}

/** A client as sentences name it: `contact “Ann”`. */
export function clientName({ entity, name }: Client): string {
  return `${singular(entity)} “${cleanLine(name, 80)}”`;
}

/**
 * The sentence for an item none of whose clients has what is needed.
 *
 * @param thing what they lack: `e-mail address`
 */
export function missingAddress({ clients, item }: ActionContext, thing: string): string {
  const [first, ...others] = clients.map(clientName);
  if (first === undefined) {
    return `“${cleanLine(item.title, 80)}” has no client. Link a contact or a company with ${aOrAn(thing)} to it.`;
  }
  const who = others.length === 0 ? `${first} has` : `${[first, ...others].join(" and ")} have`;
  return `${who} no ${thing}. Add one, then retry.`;
}

function aOrAn(thing: string): string {
  return `${/^[aeiou]/u.test(thing) ? "an" : "a"} ${thing}`;
}

import type { ActionContext } from "@onstage/runtime/actions";
import type { Json } from "@onstage/runtime/rules";
import { cleanText } from "../text/clean.ts";

/** A value of a field as a template shows it: what is missing is shown as nothing. */
function shown(value: Json): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((one: Json) => shown(one)).join(", ");
  if (typeof value !== "object") return cleanText(String(value));
  const { amount, currency, name, title } = value as { readonly [key: string]: Json };
  if (amount !== undefined) return [amount, currency ?? ""].map(shown).join(" ").trim();
  return shown(name ?? title ?? "");
}

/**
 * What a template can ask for.
 *
 * @param number the number of the document
 * @param more what the rule gives; it counts more than a field of the same name
 */
export function documentValues(
  { item, clients }: ActionContext,
  number: string,
  more: readonly { readonly name: string; readonly value: string | number }[],
): ReadonlyMap<string, string> {
  const [client] = clients;
  return new Map([
    ...Object.entries(item.fields).map(([name, value]) => [name, shown(value)] as const),
    ["title", item.title],
    ["item", `${item.entity}/${item.id}`],
    ["client.name", client?.name ?? ""],
    ["client.email", client?.email ?? ""],
    ["client.phone", client?.phone ?? ""],
    ["number", number],
    ...more.map(({ name, value }) => [name.trim(), shown(value)] as const),
  ]);
}

import type { ActionContext, Text } from "@onstage/runtime/actions";
import { audiences } from "../providers/audiences.ts";
import { hashedClients } from "../text/hashed-clients.ts";

/**
 * Takes the clients of the item out of an advertising audience.
 *
 * @param audience its id at the provider
 * @repeatable
 * @uses audiences
 * @group Advertising audiences
 * @example removeFromAudience("won-clients") when isTest
 */
export async function removeFromAudience(context: ActionContext, audience: Text): Promise<void> {
  const people = hashedClients(context);
  const change = { audience: audience.trim(), change: "remove", people, key: context.run.key } as const;
  await context.use(audiences).change(change, context.signal);
}

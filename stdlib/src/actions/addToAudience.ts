import type { ActionContext, Text } from "@onstage/runtime/actions";
import { audiences } from "../providers/audiences.ts";
import { hashedClients, notOptedOut } from "../text/hashed-clients.ts";

/**
 * Puts the clients of the item into an advertising audience. What leaves the CRM are hashes of their addresses and
 * numbers; the audience has to exist already.
 *
 * @param audience its id at the provider
 * @repeatable
 * @uses audiences
 * @group Advertising audiences
 * @example addToAudience("won-clients")
 */
export async function addToAudience(context: ActionContext, audience: Text): Promise<void> {
  const people = hashedClients(context, notOptedOut);
  const change = { audience: audience.trim(), change: "add", people, key: context.run.key } as const;
  await context.use(audiences).change(change, context.signal);
}

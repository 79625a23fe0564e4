import type { ActionContext, Integer } from "@onstage/runtime/actions";
import { portal } from "../portal.ts";

/**
 * Takes a contract that was being prepared away. One that is gone already does no harm.
 *
 * @param contract its id
 * @repeatable
 */
export async function deleteContract(context: ActionContext, contract: Integer): Promise<void> {
  await context.use(portal).remove("contracts", contract, context.signal);
}

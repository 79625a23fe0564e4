import type { ActionContext } from "@onstage/runtime/actions";

/**
 * Takes all products out of the item that rules have put into it. They stay on its timeline, as closed.
 *
 * @repeatable
 * @group Products
 * @example removeProducts()
 */
export async function removeProducts(context: ActionContext): Promise<void> {
  context.change({ kind: "complete", of: "product" });
}

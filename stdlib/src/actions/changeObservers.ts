import type { ActionContext, User } from "@onstage/runtime/actions";

/**
 * Changes who observes the item: writes its field `observers`.
 *
 * @param users whom it is about
 * @param how whether they come to those who observe it, leave them, or take their place; they come if left out
 * @writes observers
 * @repeatable
 * @group Control and tasks
 * @example changeObservers(["Max"])
 */
export async function changeObservers(
  context: ActionContext,
  users: readonly User[],
  how?: "add" | "remove" | "replace",
): Promise<void> {
  const { observers } = context.item.fields;
  const before = Array.isArray(observers) ? observers : [];
  const ids: readonly unknown[] = users.map(({ id }) => id);
  switch (how ?? "add") {
    case "add":
      context.change({ kind: "set", fields: { observers: users.map(({ id }) => id) }, append: true });
      return;
    case "remove":
      context.change({ kind: "set", fields: { observers: before.filter((one) => !ids.includes(one)) } });
      return;
    case "replace":
      context.change({ kind: "set", fields: { observers: users.map(({ id }) => id) } });
      return;
  }
}

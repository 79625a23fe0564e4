import { createHash } from "node:crypto";
import { type ActionContext, type CrmUser, PermanentError, type User } from "@onstage/runtime/actions";

/** Where the rotation of a rule stands is counted for the rule and its people, over restarts. */
function counterOf({ run }: ActionContext, users: readonly User[]): string {
  const ids = users.map(({ id }) => id).join(",");
  return `assignOneOf ${run.source.file} ${run.rule} ${createHash("sha256").update(ids).digest("hex").slice(0, 16)}`;
}

/** A number that is the same at each attempt of a run, and any for another run. */
function chance({ run }: ActionContext): number {
  return createHash("sha256").update(run.key).digest().readUInt32BE(0);
}

async function placeOf(
  context: ActionContext,
  users: readonly User[],
  how: "inTurn" | "random" | "first",
): Promise<number> {
  switch (how) {
    case "inTurn":
      return (await context.next(counterOf(context, users))) - 1;
    case "random":
      return chance(context);
    case "first":
      return 0;
  }
}

/**
 * Makes one of several users responsible for the item. Who is not active any more, or is away today, is left out. A turn
 * that was taken is not given back where the rule fails, and the same item gets the same user when it is tried again.
 *
 * @param users who may be responsible, in their order
 * @param how one after the other, any of them, or the first who is there; one after the other if left out
 * @returns who is responsible now
 * @writes responsible
 * @repeatable
 * @group Items
 * @example assignOneOf(["Anna", "Max"])
 */
export async function assignOneOf(
  context: ActionContext,
  users: readonly User[],
  how?: "inTurn" | "random" | "first",
): Promise<User> {
  const known = await context.crm.users(users.map(({ id }) => id));
  const there = known.filter(({ active, absent }) => active && !absent);
  const place = await placeOf(context, users, how ?? "inTurn");
  const chosen: CrmUser | undefined = there[place % Math.max(there.length, 1)];
  if (chosen === undefined) {
    const names = users.map(({ name }) => name).join(", ");
    throw new PermanentError(
      names === "" ? "Nobody is named to be responsible." : `None of ${names} is there.`,
    );
  }
  const { id, name, email } = chosen;
  context.change({ kind: "set", fields: { responsible: id } });
  return { id, name, ...(email !== undefined && { email }) };
}

import type { ActionContext } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";

/** An action with its parameters by their place. */
type Action = (context: ActionContext, ...args: never[]) => Promise<unknown>;

/** A call with the arguments as they are stored, by the name of the parameter. */
export type StoredCall = (context: ActionContext, args: JsonObject) => Promise<Json>;

/** Calls an action with stored arguments, which are known by their names. */
export function byName(action: Action, ...names: readonly string[]): StoredCall {
  return async (context, args) => {
    // The checker has seen to it that each argument is of its parameter's type, and that results can be stored.
    const given = names.map((name) => args[name] ?? undefined) as never[];
    return ((await action(context, ...given)) ?? null) as Json;
  };
}

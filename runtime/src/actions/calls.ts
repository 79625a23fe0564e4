import type { JsonObject } from "../rules/values.ts";
import type { ActionContext } from "./context.ts";

/**
 * One call as the compiler writes it: the stored arguments go into the action's parameters. Whether the result can be
 * stored is found out where the call is carried out.
 */
export type Call = (context: ActionContext, args: never) => Promise<unknown>;

/** The other half of a build: what touches the world, by the id of the rule. Loaded by the worker threads only. */
export type Calls = Readonly<Record<string, Call>>;

export type { JsonObject };

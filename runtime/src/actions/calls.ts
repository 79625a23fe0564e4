import type { Json, JsonObject } from "../rules/values.ts";
import type { ActionContext } from "./context.ts";

/** One call as the compiler writes it: the stored arguments go into the action's parameters. */
export type Call = (context: ActionContext, args: never) => Promise<Json | undefined>;

/** The other half of a build: what touches the world, by the id of the rule. Loaded by the worker threads only. */
export type Calls = Readonly<Record<string, Call>>;

export type { JsonObject };

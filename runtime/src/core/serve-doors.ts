import { asPartOf } from "../tracing/current.ts";
import { sendable } from "./errors.ts";
import type { Call, Reply, ToCore } from "./messages.ts";

type Method = (...args: readonly unknown[]) => unknown;

/** The methods of an object, by their names. */
function methodsOf(door: object): ReadonlyMap<string, Method> {
  return new Map(
    Object.entries(door).flatMap(([name, method]) =>
      // Who calls knows the type of the door that the method is behind.
      typeof method === "function" ? [[name, method as Method] as const] : [],
    ),
  );
}

/** The end of the doors that has the objects behind them. */
export interface ServedDoors {
  /** The names of the methods behind each door. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly take: (calls: ToCore) => void;
}

/**
 * Opens objects to another thread.
 *
 * @param doors by name: objects whose methods take and answer plain data
 * @param reply sends the answer to a call
 */
export function serveDoors(
  doors: Readonly<Record<string, object>>,
  reply: (reply: Reply) => void,
): ServedDoors {
  const served = new Map(Object.entries(doors).map(([name, door]) => [name, methodsOf(door)]));

  async function answer({ id, door, method, args, trace }: Call): Promise<void> {
    try {
      const found = served.get(door)?.get(method);
      if (found === undefined) throw new Error(`There is no ${door}.${method}.`);
      reply({ id, value: await asPartOf(trace, () => found(...args)) });
    } catch (error) {
      reply({ id, error: sendable(error) });
    }
  }

  return {
    names: Object.fromEntries([...served].map(([name, methods]) => [name, [...methods.keys()]])),
    take: (calls) => {
      for (const call of calls) void answer(call);
    },
  };
}

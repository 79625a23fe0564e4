import { currentTrace } from "../tracing/current.ts";
import { received } from "./errors.ts";
import type { Call, Reply, ToCore } from "./messages.ts";

/** A method of another thread: its arguments and its answer are plain data. */
export type RemoteMethod = (...args: readonly unknown[]) => Promise<unknown>;

/** The caller's end of the doors of another thread. */
export interface Remote {
  /** Methods that do what those of the other thread do. */
  readonly door: (name: string, methods: readonly string[]) => Readonly<Record<string, RemoteMethod>>;
  readonly take: (replies: readonly Reply[]) => void;
  /** Rejects what is not answered yet, and everything after. */
  readonly fail: (error: Error) => void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Makes the caller's end.
 *
 * @param post sends calls: those of one turn of the event loop go together
 */
export function createRemote(post: (calls: ToCore) => void): Remote {
  const waiting = new Map<number, Waiting>();
  let calls: Call[] = [];
  let lastId = 0;
  let failure: Error | undefined;

  function flush(): void {
    const batch = calls;
    calls = [];
    if (failure === undefined) post(batch);
  }

  function call(door: string, method: string, args: readonly unknown[]): Promise<unknown> {
    if (failure !== undefined) return Promise.reject(failure);
    return new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      const trace = currentTrace.getStore();
      calls.push(
        trace === undefined ? { id: lastId, door, method, args } : { id: lastId, door, method, args, trace },
      );
      if (calls.length === 1) setImmediate(flush);
    });
  }

  function answer(reply: Reply): void {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("error" in reply) asked?.reject(received(reply.error));
    else asked?.resolve(reply.value);
  }

  return {
    door: (name, methods) =>
      Object.fromEntries(
        methods.map((method) => [method, (...args: readonly unknown[]) => call(name, method, args)]),
      ),
    take: (replies) => {
      for (const reply of replies) answer(reply);
    },
    fail: (error) => {
      failure ??= error;
      for (const asked of waiting.values()) asked.reject(error);
      waiting.clear();
    },
  };
}

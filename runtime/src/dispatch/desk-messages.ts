import { PermanentError, TransientError } from "../actions/errors.ts";
import type { CrmDesk } from "../crm/desk.ts";
import { isRecord } from "../unknown.ts";

/** What an executor thread asks the thread that has the ledger. */
export interface Question {
  /** Of this thread alone, over all threads that there ever are. */
  readonly ask: string;
  readonly method: keyof CrmDesk;
  readonly args: readonly unknown[];
}

/** The answer to it, or why there is none. */
export type Reply = { readonly ask: string } & (
  | { readonly value: unknown }
  | { readonly error: string; readonly heals: boolean }
);

/** The methods of a desk that another thread can ask for. */
const METHODS: ReadonlySet<string> = new Set<keyof CrmDesk>([
  "get",
  "find",
  "activities",
  "entity",
  "users",
  "draw",
]);

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** Answers a question. What the desk refuses is refused for good; where the ledger fails, the same may go well later. */
export async function answer(desk: CrmDesk, { ask, method, args }: Question): Promise<Reply> {
  try {
    if (!METHODS.has(method)) throw new PermanentError(`There is no “${method}” to ask the CRM for.`);
    // Who asks has the type of the desk: see `askingDesk`.
    return { ask, value: await (desk[method] as Method)(...args) };
  } catch (error) {
    const heals = !(isRecord(error) || error instanceof Error) || error.name !== "PermanentError";
    return { ask, error: error instanceof Error ? error.message : String(error), heals };
  }
}

/** The desk as an executor thread has it. */
export interface AskingDesk {
  readonly desk: CrmDesk;
  readonly take: (reply: Reply) => void;
}

/**
 * Makes the executor's end.
 *
 * @param thread what the thread is known by, so that it takes no answers to questions of the one before it
 */
export function askingDesk(thread: string, post: (question: Question) => void): AskingDesk {
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  let last = 0;

  function ask(method: keyof CrmDesk): Method {
    return (...args) => {
      last += 1;
      const asked = Promise.withResolvers<unknown>();
      const id = `${thread} ${last}`;
      waiting.set(id, asked);
      try {
        post({ ask: id, method, args });
      } catch (error) {
        // Something that cannot be sent, such as a function.
        waiting.delete(id);
        asked.reject(new PermanentError(`That cannot be asked of the CRM: ${String(error)}`));
      }
      return asked.promise;
    };
  }

  const methods = Object.fromEntries([...METHODS].map((name) => [name, ask(name as keyof CrmDesk)]));
  return {
    // The other end calls the methods of a real desk of these names.
    desk: methods as unknown as CrmDesk,
    take: (reply) => {
      const asked = waiting.get(reply.ask);
      waiting.delete(reply.ask);
      if ("value" in reply) asked?.resolve(reply.value);
      else asked?.reject(reply.heals ? new TransientError(reply.error) : new PermanentError(reply.error));
    },
  };
}

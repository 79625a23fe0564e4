import type { Crm } from "../actions/crm.ts";
import { PermanentError, TransientError } from "../actions/errors.ts";
import type { Draw } from "../ledger/port.ts";
import type { CrmDesk } from "./desk.ts";

/** Milliseconds that an answer may take. */
export const PATIENCE = 10_000;
/** How often one attempt may ask: more is a mistake, and would keep everybody else from being answered. */
const MOST_QUESTIONS = 1000;
/** The longest name of a counter, in characters. */
const LONGEST_NAME = 200;

/** What an action gets of its CRM. */
export interface ActionCrm {
  readonly crm: Crm;
  readonly next: (name: string) => Promise<number>;
}

/** What it is for one attempt. */
export interface ActionCrmParts {
  readonly desk: CrmDesk;
  /** The key of the run. */
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Makes what one attempt asks with: bounded, with a time limit, and with the same numbers as the attempt before. */
export function actionCrm({ desk, key, signal }: ActionCrmParts): ActionCrm {
  let questions = 0;
  const drawn = new Map<string, number>();

  async function answered<T>(ask: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    questions += 1;
    if (questions > MOST_QUESTIONS) {
      throw new PermanentError(`An action can ask the CRM ${MOST_QUESTIONS} times, and this one asked more.`);
    }
    const over = Promise.withResolvers<never>();
    const late = setTimeout(
      () => over.reject(new TransientError(`The CRM did not answer within ${PATIENCE / 1000} s.`)),
      PATIENCE,
    );
    const stop = () => over.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await Promise.race([ask(), over.promise]);
    } finally {
      clearTimeout(late);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Each draw of an attempt has its place, so that the next attempt gets the same numbers in the same order. */
  function draw(of: Draw["of"]): Promise<number> {
    const name = JSON.stringify(of);
    const place = (drawn.get(name) ?? 0) + 1;
    drawn.set(name, place);
    return answered(() => desk.draw(of, `${key} ${place}`));
  }

  return {
    crm: {
      get: (item) => answered(() => desk.get({ entity: item.entity, id: item.id })),
      find: (entity, where, limit = 1) => answered(() => desk.find(entity, where, limit)),
      activities: ({ entity, id }, filter = {}) => answered(() => desk.activities({ entity, id }, filter)),
      entity: (name) => answered(() => desk.entity(name)),
      users: (ids) => answered(() => desk.users(ids)),
      reserve: async (entity) => ({ entity, id: await draw({ kind: "item", entity }) }),
      reserveActivity: () => draw({ kind: "activity" }),
    },
    next: async (name) => {
      if (typeof name !== "string" || name === "" || name.length > LONGEST_NAME) {
        throw new PermanentError(`The name of a counter has 1 to ${LONGEST_NAME} characters.`);
      }
      return draw({ kind: "counter", name });
    },
  };
}

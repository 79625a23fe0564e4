import type { ActionContext } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { lengthOf } from "./lengths.ts";
import type { MockActions } from "./mock-actions.ts";
import { itemName } from "./record.ts";

/** An action: of the standard library, or a project's own. */
export type ActionFunction = (context: ActionContext, ...args: never[]) => unknown;

/** What an action answers when it is done. */
export type ResultOf<A extends ActionFunction> = Awaited<ReturnType<A>>;

/** A call that a mock has had. */
export interface MockCall {
  /** The moment of the call, ISO 8601 in UTC. */
  readonly at: string;
  /** `deals/1` */
  readonly item: string;
  readonly rule: string;
  /** By the names of the parameters; those that were left out are not there. */
  readonly args: JsonObject;
  /** 1 at the first attempt of a run. */
  readonly attempt: number;
}

/** How a mock fails. */
export interface HowItFails {
  /** Only the first so many calls fail, and they heal; every call fails for good if left out. */
  readonly times?: number;
  /** Whether it is worth another attempt; left out, it is where `times` is given. */
  readonly transient?: boolean;
}

/** A mock of an action, with the types of the action itself. */
export interface Mock<A extends ActionFunction> {
  /** Returns this at each call; the action's own code does not run. */
  readonly returns: (value: ResultOf<A>) => Mock<A>;
  /** Fails with this sentence: for good, or so many times. */
  readonly fails: (error: string, how?: HowItFails) => Mock<A>;
  /** A call that does not fail takes so long in virtual time: `2 s`, `1 h`, or milliseconds. */
  readonly takes: (length: string | number) => Mock<A>;
  /** The calls so far, also those that failed. */
  readonly calls: readonly MockCall[];
}

const DAY = 24 * 60 * 60 * 1000;

function elapsed(text: string): number {
  const { months, workingDays, workingMilliseconds, days, milliseconds } = lengthOf(text);
  if (months + workingDays + workingMilliseconds > 0)
    throw new Error(`a call does not take “${text}”. Write seconds, minutes, hours or days.`);
  return days * DAY + milliseconds;
}

/** What goes into the ledger of a value. */
function stored(value: unknown): Json {
  const json: Json = JSON.parse(JSON.stringify(value ?? null));
  return json;
}

/** The mock of an action, to steer it and to see its calls. */
export function mockOf<A extends ActionFunction>(actions: MockActions, action: A | string): Mock<A> {
  const name = typeof action === "string" ? action : action.name;
  if (name === "") throw new Error("this action has no name. Hand over the function itself, or its name.");
  const steer = actions.action(name);
  const mock: Mock<A> = {
    returns: (value) => {
      steer.returns(stored(value));
      return mock;
    },
    fails: (error, how = {}) => {
      steer.fails({ error, ...how });
      return mock;
    },
    takes: (length) => {
      steer.takes(typeof length === "number" ? length : elapsed(length));
      return mock;
    },
    get calls() {
      return actions.calls
        .filter((call) => call.action === name)
        .map(({ now, item, run, args }) => ({
          at: now,
          item: itemName(item),
          rule: run.rule,
          args,
          attempt: run.attempt,
        }));
    },
  };
  return mock;
}

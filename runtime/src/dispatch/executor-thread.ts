import type { Logger } from "pino";
import type { CrmDesk } from "../crm/desk.ts";
import { codeOf } from "../unknown.ts";
import type { Threads } from "./bree.ts";
import { callFields } from "./call-fields.ts";
import { createClaims, hasBegun, offer, takeBack } from "./claims.ts";
import { answer } from "./desk-messages.ts";
import { gather } from "./gather.ts";
import type { ExecutorSettings, FromExecutor, Order, OrderEnd, ToExecutor } from "./messages.ts";
import type { ActionCall, ActionOutcome } from "./port.ts";
import type { ReachSettings } from "./worker-reach.ts";

/** A call that a thread is given. */
export interface Given {
  /** At least 1. */
  readonly id: number;
  readonly call: ActionCall;
  /** How many threads have had it until they ended. */
  threads: number;
}

export interface ExecutorThreadOptions<T extends Given> {
  readonly name: string;
  readonly threads: Threads;
  readonly log: Logger;
  /** See `ExecutorsOptions`, as all below. */
  readonly inFlight: number;
  readonly limit: number;
  readonly grace: number;
  readonly silence: number;
  readonly memory: number;
  /** Milliseconds of attentive time. */
  readonly now: () => number;
  /** What its calls may reach; the same object as long as that does not change. */
  readonly reach: () => ReachSettings;
  /** Answers what actions ask of the CRM. */
  readonly desk: CrmDesk;
  /** See `ExecutorSettings`. */
  readonly files?: string | undefined;
  /** Called when it takes calls. */
  readonly listens: () => void;
  readonly ended: (given: T, outcome: ActionOutcome) => void;
  readonly attempted: (call: ActionCall, outcome: ActionOutcome, ms: number) => void;
  /** Called when it has ended, with the calls that were in it, whether each had begun, and why it ended, where that is known. */
  readonly gone: (calls: readonly (readonly [T, boolean])[], fate: string | undefined) => void;
}

/** One executor thread and its successors, as seen from outside. */
export interface ExecutorThread<T extends Given> {
  readonly keep: () => Promise<void>;
  readonly listens: () => boolean;
  /** Whether it takes another call. */
  readonly takes: () => boolean;
  /** Whether an action holds it, so that it does not even answer. */
  readonly isSilent: () => boolean;
  /** How many calls it has. */
  readonly size: () => number;
  readonly give: (given: T, module: string) => void;
  /** Looks how it does: replaces it where it hangs, and hands back the calls that wait in it while an action holds it. */
  readonly look: () => readonly T[];
  /** Ends it where it fills its memory without ever letting anybody look. */
  readonly sample: () => void;
  /** Forgets all calls, and hands them back with whether each had begun. */
  readonly clear: () => readonly (readonly [T, boolean])[];
}

interface Held<T> {
  readonly given: T;
  readonly place: number;
  /** When it was given, or was first seen to have begun. */
  since: number;
  begun: boolean;
}

/** What a thread may hold in the middle of an action, as a multiple of what makes it be replaced when its calls are over. */
const MOST = 2;
/**
 * Bytes at which V8 ends the thread by itself. It ends the whole process where one step is larger than the room left, so
 * that it must be far above what is found by asking.
 */
const LAST_RESORT = 2 * 1024 ** 3;

const TOO_MUCH = "The thread of the action needed too much memory and was ended.";

/** Keeps one executor thread. */
export function executorThread<T extends Given>(options: ExecutorThreadOptions<T>): ExecutorThread<T> {
  const { name, threads, log, inFlight, limit, grace, silence, now } = options;
  const claims = createClaims(inFlight);
  const calls = new Map<number, Held<T>>();
  const places = Array.from({ length: inFlight }, (_, place) => place);
  let listening = false;
  /** It takes no new calls, and is replaced when those it has have ended. */
  let retiring = false;
  let fate: string | undefined;
  /** When it last said something, and whether it has been asked since. */
  let heard = 0;
  let told: ReachSettings | undefined;
  let asked = false;
  /** The number of its successor that is there, and which of them is being asked for its memory. */
  let life = 0;
  let sampling: number | undefined;

  const post = (message: ToExecutor) => threads.post(name, message);
  const orders = gather<Order>((all) => post({ kind: "calls", orders: JSON.stringify(all) }));
  const isSilent = () => asked && now() - heard > silence;

  function forget(id: number, held: Held<T>): void {
    calls.delete(id);
    places.push(held.place);
  }

  function clear(): readonly (readonly [T, boolean])[] {
    const left = [...calls.values()].map(
      ({ given, place }) => [given, hasBegun(claims, place, given.id)] as const,
    );
    for (const [id, held] of calls) forget(id, held);
    claims.fill(0);
    return left;
  }

  function retire(): void {
    retiring = true;
    if (calls.size === 0) threads.replace(name);
  }

  function gone(): void {
    const why = fate;
    orders.clear();
    listening = false;
    retiring = false;
    asked = false;
    told = undefined;
    fate = undefined;
    life += 1;
    options.gone(clear(), why);
  }

  function ended(message: OrderEnd): void {
    const held = calls.get(message.id);
    if (!held) return;
    forget(message.id, held);
    claims[held.place] = 0;
    const { outcome, stack } = message;
    if (outcome.kind === "failed") {
      const line = { ...callFields(held.given.call), how: outcome.how, reason: outcome.reason };
      log.warn(stack === undefined ? line : { ...line, stack }, "the action failed");
    }
    if (message.abandoned || retiring) retire();
    options.attempted(held.given.call, outcome, message.ms);
    options.ended(held.given, outcome);
  }

  function receive(message: FromExecutor): void {
    if (message === "cancelled") return;
    heard = now();
    asked = false;
    switch (message.kind) {
      case "ready":
        listening = true;
        options.listens();
        return;
      case "ask":
        void answer(options.desk, message.question).then((reply) => post({ kind: "answer", reply }));
        return;
      case "stray":
        log.error({ thread: name, stack: message.stack }, "an error outside every call");
        retire();
        return;
      case "pong":
        if (message.memory > options.memory && !retiring) {
          log.error(
            { thread: name, memory: message.memory },
            "the thread holds too much memory and is replaced",
          );
          retire();
        }
        return;
      case "ended": {
        const ends: readonly OrderEnd[] = JSON.parse(message.ends);
        for (const end of ends) ended(end);
        return;
      }
    }
  }

  /** The thread ends its overdue calls itself; where it cannot, it hangs, and all of it has to go. */
  function overdue(held: Held<T>): boolean {
    if (!held.begun && hasBegun(claims, held.place, held.given.id)) {
      held.begun = true;
      held.since = now();
    }
    return now() - held.since > limit + 2 * grace;
  }

  async function sample(): Promise<void> {
    if (!asked || !listening || fate !== undefined || sampling === life) return;
    const own = life;
    sampling = own;
    const memory = (await threads.heap(name)) ?? 0;
    if (sampling === own) sampling = undefined;
    if (own !== life || fate !== undefined || memory <= MOST * options.memory) return;
    fate = TOO_MUCH;
    const [running] = [...calls.values()].filter(({ place, given }) => hasBegun(claims, place, given.id));
    const fields = running && callFields(running.given.call);
    log.error({ thread: name, memory, ...fields }, "the thread fills its memory and is replaced");
    threads.replace(name);
  }

  function withdraw(): readonly T[] {
    const waiting = [...calls].filter(([id, { place }]) => takeBack(claims, place, id));
    for (const [id, held] of waiting) {
      forget(id, held);
      held.given.threads -= 1;
    }
    return waiting.map(([, { given }]) => given);
  }

  return {
    keep: () => {
      const { files } = options;
      const settings: ExecutorSettings = { grace, limit, claims, ...(files !== undefined && { files }) };
      return threads.keep({
        name,
        file: "executor",
        settings,
        heap: Math.max(4 * MOST * options.memory, LAST_RESORT),
        failed: (error) => {
          if (codeOf(error) !== "ERR_WORKER_OUT_OF_MEMORY") return;
          fate ??= TOO_MUCH;
        },
        // Only our own executor speaks on this port.
        receive: (message) => receive(message as FromExecutor),
        gone,
      });
    },
    listens: () => listening,
    takes: () => listening && !retiring && fate === undefined && places.length > 0 && !isSilent(),
    isSilent,
    size: () => calls.size,
    give: (given, module) => {
      const place = places.pop();
      if (place === undefined) throw new RangeError(`${name} was given more calls than it takes`);
      const { id, call } = given;
      const reach = options.reach();
      if (reach !== told) {
        orders.flush();
        post({ kind: "reach", reach });
        told = reach;
      }
      given.threads += 1;
      offer(claims, place, id);
      calls.set(id, { given, place, since: now(), begun: false });
      orders.add({ id, place, call, module });
    },
    look: () => {
      const hanging = [...calls.values()].find(overdue);
      if (hanging && listening && fate === undefined) {
        fate = `The thread of the action did not answer for ${(limit + 2 * grace) / 1000} s and was ended.`;
        log.error({ thread: name, ...callFields(hanging.given.call) }, "the thread hangs and is replaced");
        threads.replace(name);
      }
      if (!asked && calls.size > 0 && listening) {
        heard = now();
        asked = true;
        post({ kind: "ping" });
      }
      return isSilent() ? withdraw() : [];
    },
    sample: () => {
      sample().catch((error: unknown) =>
        log.error({ err: error, thread: name }, "the memory of a thread could not be looked at"),
      );
    },
    clear,
  };
}

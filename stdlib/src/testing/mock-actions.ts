import {
  type ActionCall,
  type ActionOutcome,
  actionCrm,
  type CrmDesk,
  filesInMemory,
  noDesk,
  type Performer,
  type WaitRequest,
  waitRequest,
} from "@onstage/runtime";
import type { EventWait, Files, ItemChange } from "@onstage/runtime/actions";
import type { Json } from "@onstage/runtime/rules";
import { memoryProviders, type Sent } from "./memory-providers.ts";
import { outcomeOfError } from "./outcome.ts";
import { standardCalls } from "./standard-calls.ts";

/** How a mock action is to fail. */
export interface MockFailure {
  /** Only the first so many calls fail, and they heal; every call fails for good if left out. */
  readonly times?: number;
  /** The sentence of the error. */
  readonly error: string;
  /** Whether it is worth another attempt; left out, it is where `times` is given. */
  readonly transient?: boolean;
}

/** What a mock of one action does instead of what it does by itself. */
export interface MockAction {
  /** Returns this value at each call; the action's own code does not run. */
  readonly returns: (value: Json) => MockAction;
  readonly fails: (failure: MockFailure) => MockAction;
  /** A call that does not fail takes this long, in milliseconds of virtual time. */
  readonly takes: (milliseconds: number) => MockAction;
}

/** One thing that a mock was told. */
export type Steer =
  | { readonly action: string; readonly what: "returns"; readonly value: Json }
  | { readonly action: string; readonly what: "fails"; readonly failure: MockFailure }
  | { readonly action: string; readonly what: "takes"; readonly milliseconds: number };

/** A performer that says how long a call takes in virtual time. */
export interface TimedPerformer extends Performer {
  /** Milliseconds between the start of the call and its end. */
  readonly duration?: (call: ActionCall, outcome: ActionOutcome) => number;
}

/** Mock actions, and what they were asked to do. */
export interface MockActions extends TimedPerformer {
  /** The mock of an action, to steer it. */
  readonly action: (name: string) => MockAction;
  /** Every call in order, also those that failed. */
  readonly calls: readonly ActionCall[];
  /** What was handed to the mail server, the payment provider and the noticeboard. */
  readonly sent: Sent;
}

/** How mock actions are made. */
export interface MockOptions {
  /** A value such as an action that is not in the standard library returns; null if left out. */
  readonly sample?: (action: string) => Json;
  /** Told of what mocks are told. */
  readonly told?: (steer: Steer) => void;
}

interface Steering {
  returns: Json | undefined;
  failure: MockFailure | undefined;
  failed: number;
  duration: number;
}

/** What standard actions have around them here. */
interface Surroundings {
  readonly use: ReturnType<typeof memoryProviders>["use"];
  readonly files: Files;
}

/** Standard actions reach the world through their providers alone, which are in memory here. */
function nowhere(): never {
  throw new Error("nothing is reached from here");
}

function failureNow(steering: Steering): ActionOutcome | undefined {
  const { failure } = steering;
  if (failure === undefined || (failure.times !== undefined && steering.failed >= failure.times))
    return undefined;
  steering.failed += 1;
  const transient = failure.transient ?? failure.times !== undefined;
  return { kind: "failed", how: transient ? "transient" : "permanent", reason: failure.error };
}

async function runStandard(
  call: ActionCall,
  { use, files }: Surroundings,
  desk: CrmDesk,
): Promise<ActionOutcome> {
  const action = standardCalls[call.action];
  if (action === undefined) throw new Error(`${call.action} is not in the standard library`);
  const changes: ItemChange[] = [];
  const waits: WaitRequest[] = [];
  const { signal } = new AbortController();
  const context = {
    item: call.item,
    clients: call.clients,
    run: call.run,
    ...(call.actor && { actor: call.actor }),
    now: call.now,
    signal,
    use,
    ...actionCrm({ desk, key: call.run.key, signal }),
    files,
    fetch: nowhere,
    secret: nowhere,
    change: (change: ItemChange) => void changes.push(change),
    waitFor: <T>(wait: EventWait<T>): T => {
      waits.push(waitRequest(wait, call.now, (json) => json));
      return wait.timedOut;
    },
  };
  try {
    const result = await action(context, call.args);
    const [wait] = waits;
    return { kind: "done", result, changes, ...(wait && { wait }) };
  } catch (error) {
    return outcomeOfError(error);
  }
}

/**
 * Makes mock actions. Those of the standard library run their own code over providers in memory, so that what
 * fails in life (a client without an address) fails here as well. Others are never run: they return a sample.
 */
export function mockActions(options: MockOptions = {}): MockActions {
  const providers = memoryProviders();
  const files = filesInMemory();
  const calls: ActionCall[] = [];
  const steered = new Map<string, Steering>();

  const steeringOf = (name: string): Steering => {
    const known = steered.get(name) ?? { returns: undefined, failure: undefined, failed: 0, duration: 0 };
    steered.set(name, known);
    return known;
  };
  const action = (name: string): MockAction => {
    const steering = steeringOf(name);
    const mock: MockAction = {
      returns: (value) => {
        options.told?.({ action: name, what: "returns", value });
        steering.returns = value;
        return mock;
      },
      fails: (failure) => {
        options.told?.({ action: name, what: "fails", failure });
        steering.failure = failure;
        steering.failed = 0;
        return mock;
      },
      takes: (milliseconds) => {
        options.told?.({ action: name, what: "takes", milliseconds });
        steering.duration = milliseconds;
        return mock;
      },
    };
    return mock;
  };

  return {
    action,
    calls,
    sent: providers.sent,
    duration: (call, outcome) => (outcome.kind === "done" ? steeringOf(call.action).duration : 0),
    perform: async (call, desk = noDesk) => {
      calls.push(call);
      const steering = steeringOf(call.action);
      const failure = failureNow(steering);
      if (failure !== undefined) return failure;
      if (steering.returns !== undefined) return { kind: "done", result: steering.returns, changes: [] };
      if (Object.hasOwn(standardCalls, call.action))
        return runStandard(call, { use: providers.use, files }, desk);
      return { kind: "done", result: options.sample?.(call.action) ?? null, changes: [] };
    },
  };
}

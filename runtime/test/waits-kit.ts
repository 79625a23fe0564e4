import type { ActionCall, ActionOutcome, WaitRequest } from "../src/index.ts";
import { check } from "../src/rules/index.ts";
import type { LoadedRuleSet } from "../src/rules/ruleset.ts";
import type { Json, JsonObject } from "../src/rules/values.ts";
import { duration } from "../src/time/duration.ts";
import { after, deal, done, enter, kit, rule, ruleSet } from "./coordinator-kit.ts";
import { berlin, pass } from "./forms-kit.ts";

/** The run that asks. */
export const ASK = "deals-1-1-ask";

const answered = (decision: string) => ({
  type: "approvalAnswered",
  where: { request: ASK, decision },
  unless: {},
  result: decision,
  take: {},
});

/** What it waits for, where nothing else is said. */
export const request: WaitRequest = {
  what: "Max's approval",
  events: [answered("approved"), answered("rejected")],
  within: duration({ workingDays: 2 }),
  since: "",
};

/** What an action answers that asks and waits, beside its changes. */
export function asking(
  call: ActionCall,
  parts: Partial<WaitRequest> = {},
  timedOut: Json = "timedOut",
  changes: Extract<ActionOutcome, { kind: "done" }>["changes"] = [],
): ActionOutcome {
  return { kind: "done", result: timedOut, changes, wait: { ...request, since: call.now, ...parts } };
}

const when = (decision: string) =>
  check<{ readonly results: { readonly ask?: string } }>(
    `ask = "${decision}"`,
    ({ results }) => results.ask === decision,
    ({ results }) => ({ ask: results.ask }),
  ) as never;

/** Asks, and goes on by what comes of it. */
export function rulesOf(hash = "waits"): LoadedRuleSet {
  const all = ruleSet(hash, {
    on: ["New"],
    rules: [
      rule("ask", { awaits: ["approvalAnswered"] }),
      rule("lower", { after: [after("ask")], uses: ["ask"], when: when("rejected") }),
      rule("escalate", { after: [after("ask")], uses: ["ask"], when: when("timedOut") }),
    ],
  });
  return { ...all, events: ["approvalAnswered", "formSent"] };
}

let events = 0;

/** Wednesday, 10 June 2026, 16:00: the deal is there, and the approval is asked for. */
export async function asked(perform: (call: ActionCall) => ActionOutcome = asking, rules = rulesOf()) {
  const parts = kit({ rules });
  parts.world.set(berlin("2026-06-10 16:00"));
  await enter(parts);
  const { coordinator, world } = parts;
  const send = (payload: JsonObject, type = "approvalAnswered") => {
    events += 1;
    return coordinator.receive({ id: `e${events}`, type, item: "deals/1", payload });
  };
  return {
    ...parts,
    send,
    answer: (decision: string) => send({ request: ASK, decision }),
    pass: (until: string) => pass(parts, until, (call) => (call.run.rule === "ask" ? perform(call) : done)),
    set: (moment: string) => world.set(berlin(moment)),
    ask: async () => {
      const run = await coordinator.run(ASK);
      if (run === null) throw new Error("there is no such run");
      return run;
    },
    notes: async () =>
      (await coordinator.history(deal)).filter(({ kind }) => kind === "noted").map(({ reason }) => reason),
  };
}

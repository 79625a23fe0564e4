import type { Outbound } from "@onstage/runtime/actions";
import { endOfCall } from "./call-end.ts";
import type { CallOutcome, MadeCall, Telephone } from "./calls.ts";
import { openContract } from "./contract.ts";
import { numberIn, textIn } from "./json.ts";
import type { Environment } from "./setting.ts";

const outcomes: readonly CallOutcome[] = ["answered", "busy", "no answer", "failed", "under way"];

function readCall(answer: unknown, usualId: string): MadeCall {
  const seconds = numberIn(answer, "seconds");
  const outcome = textIn(answer, "outcome");
  return {
    id: textIn(answer, "id") ?? usualId,
    outcome: outcomes.find((one) => one === outcome) ?? "under way",
    ...(seconds !== undefined && { seconds }),
  };
}

/** Calls by a provider that keeps the contract of docs/providers.md. */
export function openCallsOverHttp(environment: Environment, outbound: Outbound): Telephone {
  const door = openContract(environment, outbound, {
    prefix: "ONSTAGE_CALLS",
    name: "provider of calls",
    example: "https://calls.example/calls",
  });
  return {
    call: async ({ to, say, item, key }, signal) => {
      const call = readCall(await door.post({ to, ...say, item }, key, signal), key);
      return endOfCall(call, async (over) => readCall(await door.look(call.id, over), call.id), signal);
    },
  };
}

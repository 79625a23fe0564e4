import path from "node:path";
import type { Run } from "@onstage/runtime";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { type Funnel, testFunnel } from "@onstage/stdlib/testing";
import { loadRules } from "onstage";
import { afterEach, beforeAll } from "vitest";

let ruleSet: Awaited<ReturnType<typeof loadRules>>;
let open: Funnel[] = [];

beforeAll(async () => {
  ruleSet = await loadRules(path.resolve(import.meta.dirname, ".."));
});
afterEach(async () => {
  for (const funnel of open) await funnel.close();
  open = [];
});

/** Users of Acme by their ids in the CRM schema. */
export const users = { anna: 1, ben: 2, carla: 3, dora: 7, max: 9, eva: 10, ivan: 11 } as const;

/** The portal of Acme at a moment in Berlin, with mock actions. */
export function portalAt(now: string): Funnel {
  const funnel = testFunnel({ ruleSet, now: berlin(now) });
  open.push(funnel);
  funnel.actions.action("createContract").returns({ id: 501 });
  return funnel;
}

/** `2026-06-08 10:00` on the clocks of Berlin, as a moment with its offset. */
export function berlin(text: string): string {
  const [day = "", time = "00:00"] = text.split(" ");
  // The clocks of 2026 go forward on 29 March and back on 25 October.
  const isSummer = text >= "2026-03-29 03:00" && text < "2026-10-25 02:00";
  return `${day}T${time.length === 5 ? `${time}:00` : time}${isSummer ? "+02:00" : "+01:00"}`;
}

/** The same moment as the ledger writes it. */
export const utc = (text: string): string => new Date(berlin(text)).toISOString();

/** Fields of a deal that every one needs, and what a test wants to be different. */
export function deal(fields: JsonObject = {}): JsonObject {
  return { title: "Acme", responsible: users.anna, isTest: false, isRepeat: false, ...fields };
}

/** Ann, who has an address and a mobile phone. */
export async function ann(crm: Funnel, fields: JsonObject = {}): Promise<number> {
  const contact = await crm.create("contacts", {
    name: "Ann",
    email: "ann@client.example",
    phone: "+49 170 1",
    optOut: false,
    ...fields,
  });
  return contact.id;
}

/** A deal that a person has put into a stage just now; `deals/1` is what it is called. */
export async function dealIn(crm: Funnel, stage: string, fields: JsonObject = {}): Promise<string> {
  const { id } = await crm.create("deals", { ...deal(fields), stage });
  return `deals/${id}`;
}

/** Runs of a rule, as its status and the moment it ended. */
export function endsOf(runs: readonly Run[], rule: string): readonly Json[] {
  return runs
    .filter((run) => run.rule === rule)
    .map((run) => `${run.status}${run.ended === null ? "" : ` ${run.ended}`}`);
}

/** Calls of an action so far, as their arguments. */
export function callsOf(crm: Funnel, action: string): readonly JsonObject[] {
  return crm.actions.calls.filter((call) => call.action === action).map((call) => call.args);
}

import path from "node:path";
import type { Run } from "@onstage/runtime";
import type { JsonObject } from "@onstage/runtime/rules";
import { type TestFunnel, testFunnel } from "@onstage/stdlib/testing";
import { Temporal } from "temporal-polyfill";
import { afterEach } from "vitest";

const folder = path.dirname(import.meta.dirname);
const ZONE = "Europe/Berlin";

/** Users of the portal by their ids. */
export const users = { anna: 1, ben: 2, dora: 7, max: 9, eva: 10, ivan: 11 } as const;

const open: TestFunnel[] = [];
afterEach(async () => {
  for (const funnel of open.splice(0)) await funnel.close();
});

/** The portal with the rules of a scenario, at a moment in Berlin. */
export async function portal(scenario: string, now: string): Promise<TestFunnel> {
  const crm = testFunnel({ rules: path.join(folder, scenario), folder, now, timers: "allowed" });
  open.push(crm);
  await crm.ready();
  return crm;
}

/** A deal of Anna's with a client who has an address, in a stage where it was before: nothing starts for it. */
export async function placed(crm: TestFunnel, fields: JsonObject = {}, stage = "New"): Promise<string> {
  const contact = await crm.place("contacts", { name: "Ann", email: "c@example.com", optOut: false });
  const own = { title: "Acme", responsible: users.anna, isTest: false, isRepeat: false };
  const { id } = await crm.place("deals", { ...own, contact: contact.id, ...fields, stage });
  return `deals/${id}`;
}

/** A moment of the ledger by the clocks of Berlin. */
export function local(moment: string | null): string {
  if (moment === null) return "never";
  const clock = Temporal.Instant.from(moment).toZonedDateTimeISO(ZONE).toPlainDateTime();
  return clock.toString({ smallestUnit: "second" }).replace("T", " ").replace(/:00$/, "");
}

/** When an action was called, in order. */
export function calls(crm: TestFunnel, action: string): readonly string[] {
  return crm.actions.calls.filter((call) => call.action === action).map(({ now }) => local(now));
}

/** Each run in a word, and when it ended: `reply done 2026-06-10 14:00`. */
export function ends(runs: readonly Run[]): readonly string[] {
  return runs.map(({ rule, status, ended }) => `${rule} ${status} ${local(ended)}`);
}

/** What the history says beyond changes. */
export async function notes(crm: TestFunnel): Promise<readonly string[]> {
  const history = await crm.history();
  return history.flatMap(({ kind, reason }) => (kind === "noted" ? [reason ?? ""] : []));
}

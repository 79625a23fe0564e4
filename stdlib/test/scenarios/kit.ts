import path from "node:path";
import type { Run } from "@onstage/runtime";
import type { JsonObject, LoadedRuleSet } from "@onstage/runtime/rules";
import { type Funnel, testFunnel } from "@onstage/stdlib/testing";
import { Temporal } from "temporal-polyfill";
import { afterEach } from "vitest";
import { loadProgram } from "../../../cli/src/project/load-rules.ts";
import { openProgram } from "../../../cli/src/project/open.ts";

const acme = path.resolve(import.meta.dirname, "../../../examples/acme");

/** Users of the portal by their ids. */
export const users = { anna: 1, ben: 2, dora: 7, ivan: 11 } as const;

function programOf(file: string) {
  const rules = [
    path
      .relative(acme, path.join(import.meta.dirname, file))
      .split(path.sep)
      .join("/"),
  ];
  return openProgram({ kind: "folder", folder: acme, rules });
}

/** The rules of a file beside this one, compiled for the portal of Acme: its schema, its actions, its calendar. */
export async function rulesOf(file: string): Promise<LoadedRuleSet> {
  const program = await programOf(file);
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) {
    throw new Error(errors.map((one) => `${one.file}: ${one.code} ${one.message}`).join("\n"));
  }
  const loaded = await loadProgram(program);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ text }) => text).join("\n"));
  return loaded.ruleSet;
}

/** What the compiler finds in a file, each as its severity and code. */
export async function findingsOf(file: string): Promise<readonly string[]> {
  const { diagnostics } = await programOf(file);
  return diagnostics.map(({ severity, code }) => `${severity} ${code}`);
}

const open: Funnel[] = [];
afterEach(async () => {
  for (const funnel of open.splice(0)) await funnel.close();
});

/** `2026-06-08 10:00` by the clocks of Berlin, as the ledger writes it. */
export function utc(local: string): string {
  const moment = Temporal.PlainDateTime.from(local.replace(" ", "T")).toZonedDateTime("Europe/Berlin");
  return new Date(moment.epochMilliseconds).toISOString();
}

/** A moment of the ledger by the clocks of Berlin. */
export function local(moment: string | null | undefined): string {
  if (!moment) return "never";
  const clock = Temporal.Instant.from(moment).toZonedDateTimeISO("Europe/Berlin").toPlainDateTime();
  return clock.toString({ smallestUnit: "second" }).replace("T", " ").replace(/:00$/, "");
}

/** The portal at a moment in Berlin. */
export function portal(ruleSet: LoadedRuleSet, now: string): Funnel {
  const funnel = testFunnel({ ruleSet, now: utc(now) });
  open.push(funnel);
  funnel.actions.action("createContract").returns({ id: 501 });
  return funnel;
}

/** A deal with a client who has an address, in a stage where it was before: nothing starts for it. */
export async function placed(crm: Funnel, stage: string, fields: JsonObject = {}): Promise<string> {
  const contact = await crm.place("contacts", { name: "Ann", email: "c@example.com", optOut: false });
  const { id } = await crm.place("deals", {
    title: "Acme",
    responsible: users.anna,
    isTest: false,
    isRepeat: false,
    contact: contact.id,
    ...fields,
    stage,
  });
  return `deals/${id}`;
}

/** Each run in a word: `sendEmail done 2026-06-08 10:00:02`. */
export function ends(runs: readonly Run[]): readonly string[] {
  return runs.map(({ rule, status, ended }) => `${rule} ${status} ${local(ended)}`);
}

/** When an action was called, in order. */
export function calls(crm: Funnel, action: string): readonly string[] {
  return crm.actions.calls.filter((call) => call.action === action).map((call) => local(call.now));
}

/** What the history says beyond changes: refused moves, and a budget that is spent. */
export async function notes(crm: Funnel): Promise<readonly string[]> {
  const history = await crm.history();
  return history.flatMap(({ kind, reason }) => (kind === "noted" ? [reason ?? ""] : []));
}

/** Stages that the item went through, with who moved it. */
export async function moves(crm: Funnel, item: string): Promise<readonly string[]> {
  const history = await crm.history(item);
  return history.flatMap(({ kind, to, at }) => (kind === "moved" ? [`${local(at)} ${to}`] : []));
}

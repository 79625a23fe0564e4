import type { ItemRef, Run } from "@onstage/runtime";
import type { Json } from "@onstage/runtime/rules";
import { momentOf } from "../lengths.ts";
import type { TestFunnel } from "../test-funnel.ts";
import { type DoneDeed, deedsDone } from "./deeds-done.ts";
import type { WrittenAct } from "./plan.ts";
import { haveValues, isValue, partsOf, type ValueSetting } from "./values.ts";

/** What expectations are held against. */
export interface Situation {
  readonly crm: TestFunnel;
  readonly item: ItemRef;
  readonly setting: ValueSetting;
  /** The moment since which things count, in milliseconds since 1970; what happened at it does not. */
  readonly since: number;
}

/** How something is other than expected: both in words. Undefined where it is as expected. */
export type Difference = { readonly expected: string; readonly found: string } | undefined;

type Expectation<K extends WrittenAct["kind"]> = Extract<WrittenAct, { readonly kind: K }>;

/** What has been done for the item since the last time that the test let pass. */
function deedsOf({ crm, item, since }: Situation): readonly DoneDeed[] {
  return deedsDone(crm, item).filter(({ ended }) => ended > since);
}

const timesText = (count: number): string => (count === 1 ? "once" : `${count} times`);

function expectedTimes(count: number | undefined): string {
  if (count === 0) return "not to be carried out";
  return count === undefined ? "to be carried out" : `to be carried out ${timesText(count)}`;
}

/** A value as people know it: a user or an item by its name, a link by its address. */
function known(value: Json): string {
  const parts = partsOf(value);
  return JSON.stringify(parts.name ?? parts.title ?? parts.url ?? value);
}

/** What an action was given, and whom it has reached by itself. */
function shownDeed({ action, given, args }: DoneDeed): string {
  const { to, subject } = args;
  const reached = Object.entries({ to, subject }).flatMap(([name, value]) =>
    value === undefined || name in given ? [] : [`${name}: ${known(value)}`],
  );
  const parts = [...Object.entries(given).map(([name, value]) => `${name}: ${known(value)}`), ...reached];
  return `${action}(${parts.join(", ").slice(0, 300)})`;
}

function shownDeeds(deeds: readonly DoneDeed[]): string {
  if (deeds.length === 0) return "nothing was done";
  const shown = deeds.slice(0, 5).map(shownDeed);
  return (
    shown.join("\n            ") + (deeds.length > 5 ? `\n            and ${deeds.length - 5} more` : "")
  );
}

/** How a rule stands whose action was to be carried out, and was not. */
function undone(action: string, { crm, item }: Situation): string | undefined {
  const run = crm.record.runs(item).findLast((one) => one.action === action && one.status !== "done");
  return run && `${run.rule} is ${standing(run)}`;
}

function expectCall(act: Expectation<"expectCall">, at: Situation): Difference {
  const deeds = deedsOf(at);
  const fitting = deeds.filter(
    ({ action, args }) => action === act.action && haveValues(act.args, args, at.setting),
  );
  const wanted = act.negated ? 0 : act.times;
  if (wanted === undefined ? fitting.length > 0 : fitting.length === wanted) return undefined;
  const same = deeds.filter(({ action }) => action === act.action);
  const counted = expectedTimes(wanted);
  const tried = same.length > 0 ? undefined : undone(act.action, at);
  if (tried !== undefined) return { expected: counted, found: tried };
  const how = fitting.length > 0 ? `it was carried out ${timesText(fitting.length)}: ` : "";
  return { expected: counted, found: how + shownDeeds(same.length > 0 ? same : deeds) };
}

function standing(run: Run): string {
  const until = run.status === "waiting" && run.due !== null ? ` until ${run.due}` : "";
  return `${run.status}${run.reason === null ? until : `: ${run.reason}`}`;
}

/** Whether a run says of itself what the test gives as its reason. */
function isBecause(
  { kind, text }: { readonly kind: "field" | "words"; readonly text: string },
  { reason, saw }: Run,
): boolean {
  const said = (reason ?? "").toLowerCase();
  if (kind === "words") return said.includes(text.toLowerCase());
  const seen = (saw ?? []).some(({ values }) =>
    Object.keys(values).some((path) => path === text || path.startsWith(`${text}.`)),
  );
  return seen || said.split(/[^\p{L}\p{N}_.]+/u).includes(text.toLowerCase());
}

function expectRule(act: Expectation<"expectRule">, { crm, item, setting }: Situation): Difference {
  const run = crm.record.runs(item).findLast(({ rule }) => rule === act.rule);
  const because = act.because === undefined ? "" : ` because of ${act.because.text}`;
  const until = act.until === undefined ? "" : ` until ${act.until.replace("T", " ")}`;
  const expected = `${act.rule} to be ${act.status}${until}${because}`;
  if (run === undefined) return { expected, found: `${act.rule} has not begun for this item` };
  const due = act.until === undefined || run.due === null ? undefined : Date.parse(run.due);
  const isThen = act.until === undefined || due === momentOf(act.until, setting.timezone);
  const isWhy = act.because === undefined || isBecause(act.because, run);
  if (run.status === act.status && isThen && isWhy) {
    if (run.status === "waiting") crm.expected.add(run.id);
    return undefined;
  }
  return { expected, found: `${act.rule} is ${standing(run)}` };
}

function expectNothing(at: Situation): Difference {
  const deeds = deedsOf(at);
  return deeds.length === 0 ? undefined : { expected: "nothing to be done", found: shownDeeds(deeds) };
}

function expectNoTimers({ crm, item }: Situation): Difference {
  const waiting = crm.record.runs(item).filter(({ status }) => status === "waiting");
  if (waiting.length === 0) return undefined;
  const found = waiting.map((run) => `${run.rule} is ${standing(run)}`).join("\n            ");
  return { expected: "nothing to wait any more", found };
}

async function fieldsNow({ crm, item }: Situation): Promise<Readonly<Record<string, Json>> | undefined> {
  return (await crm.item(item))?.item.fields;
}

const shownValue = (value: Json | undefined): string =>
  value === undefined ? "empty" : JSON.stringify(value);

async function expectFields(act: Expectation<"expectFields">, at: Situation): Promise<Difference> {
  const fields = await fieldsNow(at);
  if (fields === undefined) return { expected: "the item to be there", found: "it is deleted" };
  const wrong = Object.entries(act.fields).find(
    ([name, value]) => !isValue(value, fields[name] ?? null, at.setting),
  );
  if (wrong === undefined) return undefined;
  const [name] = wrong;
  return { expected: `${name} to have this value`, found: `${name} is ${shownValue(fields[name])}` };
}

async function expectPresence(act: Expectation<"expectPresence">, at: Situation): Promise<Difference> {
  const value = (await fieldsNow(at))?.[act.field] ?? null;
  const isEmpty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (isEmpty === (act.wanted === "empty")) return undefined;
  return {
    expected: `${act.field} to be ${act.wanted}`,
    found: `${act.field} is ${isEmpty ? "empty" : JSON.stringify(value)}`,
  };
}

function expectStage({ stages }: Expectation<"expectStage">, { crm, item }: Situation): Difference {
  const stage = crm.record.stageOf(item);
  if (stage !== undefined && stages.includes(stage)) return undefined;
  const found = stage === undefined ? "it is in none" : `it is in “${stage}”`;
  return { expected: `the item to be in “${stages[0] ?? ""}”`, found };
}

/** Whether an act expects something, and does nothing. */
export function isExpectation(
  act: WrittenAct,
): act is Extract<WrittenAct, { readonly kind: `expect${string}` }> {
  return act.kind.startsWith("expect");
}

/** Holds an expectation against what has happened. */
export async function differenceFrom(
  act: Extract<WrittenAct, { readonly kind: `expect${string}` }>,
  at: Situation,
): Promise<Difference> {
  switch (act.kind) {
    case "expectCall":
      return expectCall(act, at);
    case "expectNothing":
      return expectNothing(at);
    case "expectNoTimers":
      return expectNoTimers(at);
    case "expectRule":
      return expectRule(act, at);
    case "expectStage":
      return expectStage(act, at);
    case "expectFields":
      return expectFields(act, at);
    case "expectPresence":
      return expectPresence(act, at);
  }
}

import type { Run } from "@onstage/runtime";
import { suggest } from "@onstage/runtime";
import type { Json, JsonObject } from "@onstage/runtime/rules";
import { inTimezone } from "../moment.ts";
import { type Found, findItem, funnelOf } from "../open-funnels.ts";
import { itemName } from "../record.ts";
import { timelineOf } from "../record-timeline.ts";
import type { TestFunnel } from "../test-funnel.ts";

/** What a matcher answers. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/**
 * The item that a matcher is asked about.
 *
 * @throws Error where the value is none of a funnel
 */
export function itemOf(value: unknown): Found {
  const found = findItem(value);
  if (found !== undefined) return found;
  throw new Error(
    "this is no item of an open funnel. Hand over what `create` has answered, or its name: deals/1.",
  );
}

/** The funnel, or the item in one, that a matcher is asked about. */
export function placeOf(value: unknown): Partial<Pick<Found, "item">> & Pick<Found, "funnel"> {
  const item = findItem(value);
  if (item !== undefined) return item;
  const funnel = funnelOf(value);
  return funnel === undefined ? itemOf(value) : { funnel };
}

/** The zone of the rules of a funnel. */
export function zoneOf(funnel: TestFunnel): string {
  return funnel.rules()?.timezone ?? "UTC";
}

/** A moment of the ledger as people in the zone write it: `2026-06-11 10:00`, with seconds where there are any. */
export function localMoment(utc: string, funnel: TestFunnel): string {
  return inTimezone(utc, zoneOf(funnel)).slice(0, 19).replace("T", " ").replace(/:00$/u, "");
}

/** A value in one line. */
export function written(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Arguments as a rule has them: `to: "ann@acme.example", subject: "Acme"`. */
export function writtenArgs(args: Readonly<Record<string, unknown>>): string {
  return Object.entries(args)
    .map(([name, value]) => `${name}: ${value instanceof RegExp ? String(value) : written(value)}`)
    .join(", ");
}

/** How a run stands, in a sentence: what came closest to what was expected. */
export function standing(run: Run, funnel: TestFunnel): string {
  const name = run.rule === run.action ? run.rule : `${run.rule} (${run.action})`;
  const because = run.reason === null ? "" : `: ${run.reason}`;
  const at = run.ended ?? run.started ?? run.due;
  const when = at === null ? "" : ` at ${localMoment(at, funnel)}`;
  const where = run.stage === "" ? "" : ` in “${run.stage}”`;
  switch (run.status) {
    case "waiting":
      return `${name} waits${run.due === null ? "" : ` until ${localMoment(run.due, funnel)}`}${where}${because}`;
    case "running":
      return `${name} is running${where}`;
    default:
      return `${name} is ${run.status}${when}${where}${because}`;
  }
}

/** What a message is made of. */
export interface Told {
  readonly funnel: TestFunnel;
  readonly item?: Found["item"];
  /** What was expected, in a sentence. */
  readonly expected: string;
  /** What came closest, a sentence each. */
  readonly nearest?: readonly string[];
}

/** The message of a matcher: what was expected, what came closest, and all that happened. */
export function told({ funnel, item, expected, nearest = [] }: Told): string {
  const timeline = timelineOf(funnel.record, zoneOf(funnel), item);
  return [
    expected,
    ...(nearest.length === 0 ? [] : ["", "nearest:", ...nearest.map((line) => `  ${line}`)]),
    "",
    ...(timeline.length === 0 ? ["nothing has happened"] : ["what happened:", ...timeline]),
  ].join("\n");
}

/** `deals/1`, or all items. */
export function nameOf(place: ReturnType<typeof placeOf>): string {
  return place.item === undefined ? "the funnel" : itemName(place.item);
}

/**
 * Sees that rules, or actions that they use, have a name.
 *
 * @throws Error where there is none: what is expected of it would be true, or not, whatever happens
 */
export function knownRule(name: string, funnel: TestFunnel): void {
  const rules = funnel.rules()?.blocks.flatMap((block) => block.rules) ?? [];
  const names = [...new Set(rules.flatMap((rule) => [rule.name, rule.action]))];
  if (names.includes(name)) return;
  throw new Error(`no rule and no action of these rules is called “${name}”. ${suggest(name, names)}`);
}

/** Sees that there is such a stage, as `knownRule` does for a rule. */
export function knownStage(title: string, { funnel, item }: Found): void {
  const pipelines = funnel.rules()?.schema.entities[item.entity]?.pipelines ?? [];
  const titles = pipelines.flatMap(({ stages }) => stages.map((stage) => stage.title));
  if (titles.includes(title)) return;
  throw new Error(`${item.entity} have no stage “${title}”. ${suggest(title, titles)}`);
}

/** Runs of rules or actions of a name, by the item. */
export function runsOf(name: string, { funnel, item }: Found): readonly Run[] {
  return funnel.record.runs(item).filter((run) => run.rule === name || run.action === name);
}

function isOf(value: unknown, key: string): value is JsonObject {
  if (typeof value !== "object" || value === null || !("key" in value)) return false;
  return value.key === key || (typeof value.key === "string" && value.key.startsWith(`${key}-`));
}

/** What a run was called with, and what it handed to a provider: the address that a mail went to, for one. */
export function seenOf(run: Run, funnel: TestFunnel): Readonly<Record<string, Json>> {
  const lists: readonly unknown[] = Object.values(funnel.actions.sent);
  const sent = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .findLast((one: unknown) => isOf(one, run.key));
  return { ...(isOf(sent, run.key) && sent), ...run.args };
}

import type { Change, ItemRef, Run } from "@onstage/runtime";
import type { Json, LoadedRuleSet } from "@onstage/runtime/rules";
import { cleanLine } from "../text/clean.ts";
import { inTimezone } from "./moment.ts";
import { findItem, funnelOf } from "./open-funnels.ts";
import { type FunnelRecord, itemName } from "./record.ts";
import { valueText } from "./timeline.ts";

/** One line of a story, and what it is ordered by. */
interface Line {
  readonly at: string;
  /** How many stages the item had been in. */
  readonly visit: number;
  /** Moves come before what follows from them. */
  readonly rank: number;
  readonly text: string;
}

const LONGEST = 500;
/** Keys that a funnel counts up. */
const KEY = /\bid-\d{6}(?:-[\w-]+)?/gu;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}

/** Takes the names of rules out of sentences, and leaves the actions: renaming a rule changes no story. */
function withoutRuleNames(ruleSet: LoadedRuleSet): (text: string) => string {
  const rules = ruleSet.blocks.flatMap((block) => block.rules);
  const actions = new Map(
    rules.filter(({ name, action }) => name !== action).map((one) => [one.name, one.action]),
  );
  if (actions.size === 0) return (text) => text;
  const names = new RegExp(`(?<![\\w.])(?:${[...actions.keys()].map(escaped).join("|")})(?![\\w.])`, "gu");
  return (text) => text.replace(names, (name) => actions.get(name) ?? name);
}

/** The story of the items of a funnel: what happened when, without ids, numbers of visits, and names and places of rules. */
export function storyOf(record: FunnelRecord, ruleSet: LoadedRuleSet, item?: ItemRef): string {
  const renamed = withoutRuleNames(ruleSet);
  const moment = (utc: string): string =>
    inTimezone(utc, ruleSet.timezone).slice(0, 19).replace("T", " ").replace(/:00$/u, "");
  const items = [
    ...new Map([...record.changes(), ...record.runs()].map((one) => [itemName(one.item), one.item])).values(),
  ];
  const places = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const one of items) {
    const count = (counts.get(one.entity) ?? 0) + 1;
    counts.set(one.entity, count);
    places.set(itemName(one), `${one.entity} ${count}`);
  }
  const told = (json: Json, of: ItemRef): string =>
    valueText(json)
      .replace(KEY, "…")
      .replaceAll(`https://pay.example/${of.id}`, "https://pay.example/…")
      .replace(/\b[A-Za-z_]\w*\/\d+\b/gu, (name) => places.get(name) ?? name);
  const call = (run: Run): string => {
    const args = Object.entries(run.args ?? {}).map(([name, json]) => `${name}: ${told(json, run.item)}`);
    const as = run.actor === null ? "" : ` as ${run.actor.name}`;
    return `${run.action}(${args.join(", ")})${as}`;
  };
  const lineOf = (run: Run): Line => {
    const at = run.ended ?? run.due ?? run.started;
    const reason = run.reason === null ? "" : `: ${cleanLine(renamed(run.reason), LONGEST)}`;
    const what = {
      done: `✓ ${call(run)}`,
      running: `▸ ${call(run)}`,
      waiting: `◷ ${run.action}${reason}`,
      failed: `! ${call(run)}${reason}`,
      skipped: `– ${run.action}${reason}`,
      cancelled: `× ${run.action}${reason}`,
    }[run.status];
    return { at: at === null ? "" : moment(at), visit: run.visit, rank: 1, text: what };
  };
  const storyOfItem = (one: ItemRef): readonly string[] => {
    let visit = 0;
    const changeLines = record.changes(one).flatMap((change): readonly Line[] => {
      const at = moment(change.at);
      if (change.kind === "created" || change.kind === "moved") visit += change.to === undefined ? 0 : 1;
      const text = changeText(change, (json) => told(json, one));
      return text === undefined ? [] : [{ at, visit, rank: 0, text: renamed(text) }];
    });
    const lines = [...changeLines, ...record.runs(one).map(lineOf)].sort(
      (a, b) =>
        (a.at === "" ? 1 : 0) - (b.at === "" ? 1 : 0) ||
        a.at.localeCompare(b.at) ||
        a.visit - b.visit ||
        a.rank - b.rank ||
        (a.rank === 0 ? 0 : a.text.localeCompare(b.text)),
    );
    if (lines.length === 0) return [];
    const width = Math.max(0, ...lines.map(({ at }) => at.length));
    return [
      places.get(itemName(one)) ?? one.entity,
      ...lines.map(({ at, text }) => `  ${at.padEnd(width)}  ${text}`),
    ];
  };
  const wanted = item === undefined ? items : [item];
  return wanted
    .map((one) => storyOfItem(one).join("\n"))
    .filter((story) => story !== "")
    .join("\n\n");
}

function changeText(change: Change, told: (json: Json) => string): string | undefined {
  switch (change.kind) {
    case "created":
      return change.to === undefined ? undefined : `→ ${change.to} (created)`;
    case "moved":
      return `→ ${change.to ?? "no stage"}`;
    case "deleted":
      return "deleted";
    case "noted":
      return change.reason === undefined ? undefined : `· ${cleanLine(change.reason, LONGEST)}`;
    case "updated":
      return Object.entries(change.fields ?? {})
        .map(([name, value]) => `${name} is ${told(value.new)}`)
        .join(", ");
  }
}

/** A story by itself, for a snapshot: `expect(crm.story(deal)).toMatchInlineSnapshot()`. */
export class Story {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

/** Whether a value is shown as a story in a snapshot: a funnel, or a story. */
export function isStory(value: unknown): boolean {
  return value instanceof Story || (funnelOf(value) !== undefined && findItem(value) === undefined);
}

/** The story of a value that is shown as one. */
export function storyOfValue(value: unknown): string {
  return value instanceof Story ? value.text : (funnelOf(value)?.story().text ?? "");
}

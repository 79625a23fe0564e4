import type { Run } from "@onstage/runtime";
import type { MatcherState } from "vitest";
import { momentOf } from "../lengths.ts";
import type { Found } from "../open-funnels.ts";
import { itemName } from "../record.ts";
import { timersOf } from "../timers.ts";
import {
  itemOf,
  knownRule,
  knownStage,
  localMoment,
  nameOf,
  placeOf,
  runsOf,
  seenOf,
  standing,
  told,
  type Verdict,
  written,
  writtenArgs,
  zoneOf,
} from "./explain.ts";

/** Arguments that are expected; those that are not named may be anything. A pattern is looked for in a text. */
export type ExpectedArgs = Readonly<Record<string, unknown>>;

/** What else is expected of runs. */
export interface ExpectedRun {
  /** How many of them there are; at least one if left out. */
  readonly times?: number;
  /** The moment at which it was done: `2026-06-11 10:00` in the zone of the rules, or ISO 8601. */
  readonly at?: string;
}

/** Why something is expected to be as it is. */
export interface Because {
  /** The reason, or a part of it. */
  readonly because?: string | RegExp;
}

/** How values are compared by the test runner. */
type Comparing = Pick<MatcherState, "equals" | "utils">;

function fits(actual: unknown, expected: unknown, { equals, utils }: Comparing): boolean {
  if (expected instanceof RegExp) return typeof actual === "string" && expected.test(actual);
  return equals(actual, expected, [utils.iterableEquality, utils.subsetEquality]);
}

function listed(runs: readonly Run[], { funnel, item }: Found): readonly string[] {
  if (runs.length > 0) return runs.map((run) => standing(run, funnel));
  const others = [...new Set(funnel.record.runs(item).map((run) => run.rule))];
  return others.length === 0
    ? ["no rule has started for it"]
    : [`it has not started here; these have: ${others.join(", ")}`];
}

/** `expect(deal).toHaveRun("sendEmail", { to: "ann@acme.example" })` */
export function toHaveRun(
  this: MatcherState,
  received: unknown,
  rule: string,
  args: ExpectedArgs = {},
  { times, at }: ExpectedRun = {},
): Verdict {
  const found = itemOf(received);
  const { funnel, item } = found;
  knownRule(rule, funnel);
  const moment = at === undefined ? undefined : new Date(momentOf(at, zoneOf(funnel))).toISOString();
  const wrongOf = (run: Run): readonly string[] => {
    const seen = seenOf(run, funnel);
    const wrong = Object.entries(args).flatMap(([name, value]) =>
      fits(seen[name], value, this) ? [] : [`${name} is ${written(seen[name])}`],
    );
    return moment === undefined || run.ended === moment
      ? wrong
      : [...wrong, `it was at ${run.ended === null ? "no moment" : localMoment(run.ended, funnel)}`];
  };
  const all = runsOf(rule, found);
  const done = all.filter(({ status }) => status === "done");
  const right = done.filter((run) => wrongOf(run).length === 0);
  const pass = times === undefined ? right.length > 0 : right.length === times;
  const what = [
    rule,
    ...(Object.keys(args).length === 0 ? [] : [`with ${writtenArgs(args)}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
    ...(times === undefined ? [] : [`${times} times`]),
  ].join(" ");
  const counted = times === undefined ? "" : `, and it has ${right.length} times`;
  return {
    pass,
    message: () =>
      told({
        funnel,
        item,
        expected: `expected ${itemName(item)} ${this.isNot ? "not " : ""}to have run ${what}${counted}`,
        nearest: pass
          ? right.map((run) => standing(run, funnel))
          : done.length > 0
            ? done.map((run) => [standing(run, funnel), ...wrongOf(run)].join("; "))
            : listed(all, found),
      }),
  };
}

/** Makes a matcher for runs of one status, with the reason. */
function statusMatcher(status: Run["status"], words: string) {
  return function match(
    this: MatcherState,
    received: unknown,
    rule: string,
    { because }: Because = {},
  ): Verdict {
    const found = itemOf(received);
    const { funnel, item } = found;
    knownRule(rule, funnel);
    const all = runsOf(rule, found);
    const saysSo = ({ reason }: Run): boolean =>
      because === undefined ||
      (typeof because === "string" ? (reason ?? "").includes(because) : because.test(reason ?? ""));
    const pass = all.some((run) => run.status === status && saysSo(run));
    const why =
      because === undefined
        ? ""
        : ` because of ${typeof because === "string" ? `“${because}”` : String(because)}`;
    return {
      pass,
      message: () =>
        told({
          funnel,
          item,
          expected: `expected ${itemName(item)} ${this.isNot ? "not " : ""}to have ${words} ${rule}${why}`,
          nearest: listed(all, found),
        }),
    };
  };
}

/** `expect(deal).toHaveSkipped("followUp", { because: /amount/ })` */
export const toHaveSkipped = statusMatcher("skipped", "skipped");
/** `expect(deal).toHaveFailed("sendEmail", { because: "no e-mail address" })` */
export const toHaveFailed = statusMatcher("failed", "failed in");
/** `expect(deal).toHaveCancelled("reminder", { because: /left/ })` */
export const toHaveCancelled = statusMatcher("cancelled", "cancelled");

/** `expect(deal).toBeWaitingUntil("2026-06-11 10:00", "reminder")` */
export function toBeWaitingUntil(
  this: MatcherState,
  received: unknown,
  moment: string,
  rule?: string,
): Verdict {
  const found = itemOf(received);
  const { funnel, item } = found;
  if (rule !== undefined) knownRule(rule, funnel);
  const due = new Date(momentOf(moment, zoneOf(funnel))).toISOString();
  const all = rule === undefined ? funnel.record.runs(item) : runsOf(rule, found);
  const waiting = all.filter(({ status }) => status === "waiting");
  const right = waiting.filter((run) => run.due === due);
  // The test knows of them, and may end while they wait.
  if (!this.isNot) for (const run of right) funnel.expected.add(run.id);
  const who = rule === undefined ? "" : ` with ${rule}`;
  return {
    pass: right.length > 0,
    message: () =>
      told({
        funnel,
        item,
        expected: `expected ${itemName(item)} ${this.isNot ? "not " : ""}to be waiting until ${localMoment(due, funnel)}${who}`,
        nearest:
          waiting.length > 0
            ? waiting.map((run) => standing(run, funnel))
            : ["nothing waits", ...(rule === undefined ? [] : listed(all, found))],
      }),
  };
}

/** `expect(deal).toBeIn("Product delivery")` */
export function toBeIn(this: MatcherState, received: unknown, stage: string): Verdict {
  const found = itemOf(received);
  const { funnel, item } = found;
  knownStage(stage, found);
  const is = funnel.record.stageOf(item);
  const stands = funnel.record.has(item)
    ? `it is in ${is === undefined ? "no stage" : `“${is}”`}`
    : "it is not there";
  return {
    pass: is === stage,
    message: () =>
      told({
        funnel,
        item,
        expected: `expected ${itemName(item)} ${this.isNot ? "not " : ""}to be in “${stage}”: ${stands}`,
      }),
  };
}

/** `expect(deal).toHaveNoTimersLeft()`, and of a funnel, of all its items. */
export function toHaveNoTimersLeft(this: MatcherState, received: unknown): Verdict {
  const place = placeOf(received);
  const { funnel, item } = place;
  const left = timersOf(funnel.record, item);
  if (this.isNot) for (const run of left) funnel.expected.add(run.id);
  return {
    pass: left.length === 0,
    message: () =>
      told({
        funnel,
        ...(item !== undefined && { item }),
        expected: `expected ${nameOf(place)} to have ${this.isNot ? "timers" : "no timers"} left`,
        nearest: left.map((run) => `${itemName(run.item)}: ${standing(run, funnel)}`),
      }),
  };
}

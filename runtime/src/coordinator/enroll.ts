import { createHash } from "node:crypto";
import type { Answer, CoordinatorParts } from "../coordinator.ts";
import { lineOf, type RuleLine } from "../engine/compare-rule-sets.ts";
import { type Enrollment, enrolled, enrollmentOf } from "../engine/enroll.ts";
import { allRules, type FoundRule } from "../engine/rule-lookup.ts";
import type { ItemRef } from "../engine/state.ts";
import { isoOf } from "../time/instant.ts";
import { chooseRule } from "./rules.ts";
import { type Moment, takeMoment } from "./surroundings.ts";
import { wakes, writeOf } from "./write.ts";

/** What enrolling the items that stand in the stage of a rule would do. */
export interface EnrollmentPlan {
  readonly rule: RuleLine;
  /** Hash of the rule set that the rule stands in. */
  readonly ruleSet: string;
  /** Names exactly this plan: what is applied is this, or nothing. */
  readonly digest: string;
  readonly items: readonly Enrollment[];
  /** Whether there are more items than one plan holds: they come with the next one. */
  readonly more: boolean;
}

/** What an enrollment came to. */
export interface Enrolled {
  /** How many items have got the rule. */
  readonly items: number;
  /** Those that changed while it was applied, and were left out. */
  readonly changed: readonly string[];
  /** Whether the plan had been applied before, so that nothing was done. */
  readonly already: boolean;
}

/** Enrolls existing items into rules. */
export interface Enrolling {
  readonly plan: (rule: string) => Promise<Answer<EnrollmentPlan>>;
  readonly apply: (rule: string, digest: string, by: string) => Promise<Answer<Enrolled>>;
}

/** The most items of one plan. */
const MOST_ITEMS = 10_000;

/** How many items one transaction deals with, so that others get their turn between two. */
const PAGE = 100;

/** Plans that are remembered, to say what has changed since. */
const MOST_PLANS = 5;

/** Differences that a message lists, before it counts the rest. */
const MOST_LISTED = 5;

/** How far back it is looked whether a plan was applied. */
const MOST_DEEDS = 1000;

/** What a plan promises of an item: when it is late or not is no part of it, since time passes. */
function promise({ item, visit, at, would, args, why }: Enrollment): string {
  return JSON.stringify([item, visit, at, would, args, why?.code ?? null]);
}

function digestOf(key: string, ruleSet: string, items: readonly Enrollment[]): string {
  const hash = createHash("sha256").update(JSON.stringify([key, ruleSet]));
  for (const item of items) hash.update("\n").update(promise(item));
  return hash.digest("hex");
}

function refOf(item: string): ItemRef {
  const slash = item.lastIndexOf("/");
  return { entity: item.slice(0, slash), id: Number(item.slice(slash + 1)) };
}

function whatChanged(old: Enrollment | undefined, now: Enrollment | undefined): string | null {
  if (old === undefined) return now === undefined ? null : `${now.item} has come`;
  if (now === undefined || now.visit !== old.visit) return `${old.item} has left, or has had the rule`;
  if (now.would !== old.would) return `${old.item} would now ${now.would}`;
  if (now.at !== old.at) return `${old.item} has another moment`;
  return promise(now) === promise(old) ? null : `${old.item} has other data`;
}

function differences(before: EnrollmentPlan, after: EnrollmentPlan): string {
  const now = new Map(after.items.map((one) => [one.item, one]));
  const then = new Map(before.items.map((one) => [one.item, one]));
  const all = [...new Set([...then.keys(), ...now.keys()])].flatMap(
    (item) => whatChanged(then.get(item), now.get(item)) ?? [],
  );
  const rest = all.length - MOST_LISTED;
  const rules = before.ruleSet === after.ruleSet ? [] : ["the rules are others"];
  return [...rules, ...all.slice(0, MOST_LISTED), ...(rest > 0 ? [`${rest} more`] : [])].join("; ");
}

/** Why a rule cannot be enrolled into; null where it can. */
function obstacle({ rule, block }: FoundRule): string | null {
  switch (block.kind) {
    case "stage":
      return null;
    case "event":
      return `“${rule.name}” starts on ${block.event.text}: an event that is past does not happen again, so existing items cannot be enrolled. Move it to a stage, or send the event.`;
    case "calendar":
      return `“${rule.name}” comes round by the calendar (${block.text}): existing items get it at its next moment by themselves.`;
  }
}

/** Makes what enrolls items. */
export function createEnrolling(parts: CoordinatorParts): Enrolling {
  const { ledger, ruleSets, world } = parts;
  const plans = new Map<string, EnrollmentPlan>();

  function choose(text: string): Answer<FoundRule> {
    const known = allRules(ruleSets.current()).map((found) => ({
      key: found.key,
      rule: found.rule.name,
      found,
    }));
    const chosen = chooseRule(text, known);
    if (!chosen.ok) return chosen;
    const { found } = chosen.value;
    const detail = obstacle(found);
    return detail === null
      ? { ok: true, value: found }
      : { ok: false, problem: "invalid", detail, field: "key" };
  }

  function look(refs: readonly ItemRef[], found: FoundRule, moment: Moment) {
    return ledger.changeMany({
      refs,
      now: moment.now,
      work: (slices) => ({
        writes: [],
        answer: slices.flatMap((slice) => enrollmentOf(slice.state, found, moment.around(slice)) ?? []),
      }),
    });
  }

  async function make(found: FoundRule): Promise<EnrollmentPlan> {
    const { block, key, ruleSet } = found;
    const moment = takeMoment(parts);
    const items: Enrollment[] = [];
    let page = await ledger.openVisits(PAGE);
    while (page.length > 0 && items.length <= MOST_ITEMS) {
      const meant = page.filter(
        ({ item, stageId }) =>
          item.entity === block.entity && block.kind === "stage" && block.stages.includes(stageId),
      );
      if (meant.length > 0)
        items.push(
          ...(await look(
            meant.map(({ item }) => item),
            found,
            moment,
          )),
        );
      const last = page.at(-1);
      page = last === undefined || page.length < PAGE ? [] : await ledger.openVisits(PAGE, last.item);
    }
    const first = items.slice(0, MOST_ITEMS);
    const plan: EnrollmentPlan = {
      rule: lineOf(found),
      ruleSet: ruleSet.hash,
      digest: digestOf(key, ruleSet.hash, first),
      items: first,
      more: items.length > first.length,
    };
    return plan;
  }

  function remember(plan: EnrollmentPlan): void {
    plans.delete(plan.digest);
    plans.set(plan.digest, plan);
    for (const old of [...plans.keys()].slice(0, -MOST_PLANS)) plans.delete(old);
  }

  async function wasApplied(digest: string): Promise<boolean> {
    const deeds = await ledger.deeds(MOST_DEEDS);
    return deeds.some(({ what, data }) => what === "enroll" && data?.digest === digest && data.last === true);
  }

  async function enroll(plan: EnrollmentPlan, found: FoundRule, by: string): Promise<Enrolled> {
    const changed: string[] = [];
    let count = 0;
    let wake = false;
    for (let from = 0; from < plan.items.length; from += PAGE) {
      const page = plan.items.slice(from, from + PAGE);
      const moment = takeMoment(parts);
      const seed = world.id();
      const last = from + PAGE >= plan.items.length;
      const done = await ledger.changeMany({
        refs: page.map(({ item }) => refOf(item)),
        now: moment.now,
        work: (slices) => {
          const left: string[] = [];
          const writes = slices.flatMap((slice, place) => {
            const promised = page[place];
            const around = moment.around(slice);
            const now = enrollmentOf(slice.state, found, around);
            const made = enrolled(slice.state, found, `${seed}-${place}`, around);
            if (
              promised !== undefined &&
              now !== null &&
              made !== null &&
              promise(now) === promise(promised)
            ) {
              return [writeOf(slice, made.step, moment.now)];
            }
            if (promised !== undefined) left.push(promised.item);
            return [];
          });
          const data = { digest: plan.digest, items: writes.length, last };
          const at = isoOf(moment.now);
          const deeds = [{ at, what: "enroll" as const, subject: plan.rule.key, by, data }];
          return { writes, deeds, answer: { left, made: writes.length, wake: writes.some(wakes) } };
        },
      });
      changed.push(...done.left);
      count += done.made;
      wake ||= done.wake;
    }
    if (wake) parts.wake?.();
    return { items: count, changed, already: false };
  }

  return {
    plan: async (text) => {
      const chosen = choose(text);
      if (!chosen.ok) return chosen;
      const plan = await make(chosen.value);
      remember(plan);
      return { ok: true, value: plan };
    },
    apply: async (text, digest, by) => {
      const chosen = choose(text);
      if (!chosen.ok) return chosen;
      const plan = await make(chosen.value);
      if (plan.digest === digest) return { ok: true, value: await enroll(plan, chosen.value, by) };
      if (await wasApplied(digest)) return { ok: true, value: { items: 0, changed: [], already: true } };
      const known = plans.get(digest);
      const detail =
        known === undefined
          ? "This plan is not known: make one again, and apply that."
          : `Something has changed since the plan was made, so nothing was done: ${differences(known, plan)}.`;
      return { ok: false, problem: "conflict", detail, field: "digest" };
    },
  };
}

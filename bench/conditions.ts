import { type Condition, holds, type RuleSet, readItem } from "@onstage/runtime/rules";
import { type Deal, deals, plain } from "./conditions/deals.ts";
import { jsonRules } from "./conditions/peer.ts";
import { compiledConditions } from "./conditions/project.ts";
import type { Bench } from "./kit/bench.ts";
import { rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";

const rounds = 20;
const items = 512;
const manyRules = 1000;
/** How often each item is looked at in a round. */
const repetitions = 100;

/** Each round takes some milliseconds, in which other programs may have the processor: the quickest counts. */
const best = (values: readonly number[]): number => Math.min(...values);

/** What is measured: one look at a condition, told by the number of a look. */
type Look = (at: number) => boolean;

/** Nanoseconds of one look, and how many of them were true. */
function timed(look: Look, looks: number): { readonly ns: number; readonly fitting: number } {
  let fitting = 0;
  const before = process.hrtime.bigint();
  for (let at = 0; at < looks; at += 1) if (look(at)) fitting += 1;
  return { ns: Number(process.hrtime.bigint() - before) / looks, fitting };
}

async function timedPeer(
  look: (deal: Deal) => Promise<boolean>,
  all: readonly Deal[],
): Promise<{ readonly ns: number; readonly fitting: number }> {
  let fitting = 0;
  const before = process.hrtime.bigint();
  for (const deal of all) if (await look(deal)) fitting += 1;
  return { ns: Number(process.hrtime.bigint() - before) / all.length, fitting };
}

function scopesOf(ruleSet: RuleSet, all: readonly Deal[]) {
  const { schema, timezone, currency, locale, calendar, rates } = ruleSet;
  const setting = { timezone, currency, locale, calendar, rates };
  const reader = { schema, currency, find: () => undefined };
  const scope = (deal: Deal, id: number) => {
    const item = readItem({ entity: "deals", id, fields: { title: "A", ...deal } }, reader);
    return { item, previous: {}, results: {}, event: {}, now: "2026-06-08T08:00:00.000Z", setting };
  };
  const made = all.map(scope);
  return {
    at: (at: number) => made[at % items],
    fresh: (at: number) => {
      const deal = all[at % items];
      return deal === undefined ? undefined : scope(deal, at);
    },
  };
}

/** How long it takes to look at one condition of five terms. */
export const conditions: Bench = {
  about:
    "one condition of five terms over exact decimals and money, beside plain JavaScript and json-rules-engine",
  run: async () => {
    using folder = temporaryFolder();
    const { ruleSet, conditions: all } = await compiledConditions(folder.path, manyRules);
    const [first] = all;
    if (first === undefined || all.length !== manyRules)
      throw new Error("The rules of the bench were not built.");
    const samples = deals(items);
    const { at, fresh } = scopesOf(ruleSet, samples);
    // A condition takes the scope that it was written for, which is this one.
    const ask = (condition: Condition<never>, scope: unknown): boolean => holds(condition, scope as never);
    const peer = jsonRules();
    const found = {
      ours: [] as number[],
      fresh: [] as number[],
      many: [] as number[],
      floor: [] as number[],
      peer: [] as number[],
    };
    const looks = items * repetitions;
    for (let round = 0; round <= rounds; round += 1) {
      const ours = timed((one) => ask(first, at(one)), looks);
      const anew = timed((one) => ask(first, fresh(one)), looks);
      const many = timed((one) => ask(all[(one * 7) % manyRules] ?? first, at(one)), looks);
      const floor = timed((one) => {
        const deal = samples[one % items];
        return deal !== undefined && plain(deal);
      }, looks);
      const engine = await timedPeer(peer, samples);
      if (
        new Set([ours, anew, floor].map((one) => one.fitting / repetitions)).size > 1 ||
        engine.fitting * repetitions !== ours.fitting
      ) {
        throw new Error("Not all of them found the same deals.");
      }
      // The first round warms up.
      if (round === 0) continue;
      found.ours.push(ours.ns);
      found.fresh.push(anew.ns);
      found.many.push(many.ns);
      found.floor.push(floor.ns);
      found.peer.push(engine.ns);
    }
    const row = (what: string, values: readonly number[]): [string, string, string] => [
      what,
      `${best(values).toFixed(1)} ns`,
      (best(values) / best(found.floor)).toFixed(1),
    ];
    return {
      columns: ["one look, best of many rounds", "time", "to plain JavaScript"],
      rows: [
        row("a compiled condition", found.ours),
        row("the same, on an item that is read for it", found.fresh),
        row(`one of ${manyRules} rules of a module, in turn`, found.many),
        row("plain JavaScript, binary fractions", found.floor),
        row("json-rules-engine", found.peer),
      ],
      figures: {
        ours: rounded(best(found.ours)),
        peer: rounded(best(found.peer)),
        ratio: rounded(best(found.ours) / best(found.peer), 5),
        floorNs: rounded(best(found.floor)),
        readAnewNs: rounded(best(found.fresh)),
        manyRulesNs: rounded(best(found.many)),
        rounds,
      },
    };
  },
};

import type { ItemRef, Run } from "@onstage/runtime";
import type { Json, JsonObject, LoadedRuleSet } from "@onstage/runtime/rules";
import type { Funnel } from "../funnel.ts";
import { itemName } from "../record.ts";
import { timelineOf } from "../record-timeline.ts";
import type { Log } from "./log.ts";
import { type Hardships, replay } from "./replay.ts";

/** One way in which a test ended otherwise. */
interface Difference {
  readonly item: ItemRef;
  readonly text: string;
}

const nothing: Omit<Hardships, "seed"> = { twice: false, crashes: false, shuffled: false };

/** Each hardship alone, by the words that name it. */
const alone: readonly { readonly name: string; readonly with: Omit<Hardships, "seed"> }[] = [
  { name: "each event is delivered twice", with: { ...nothing, twice: true } },
  { name: "parallel rules run in another order", with: { ...nothing, shuffled: true } },
  { name: "the service crashes between the steps", with: { ...nothing, crashes: true } },
];

/** Keys that the funnel counts up: they say in which order things were asked for, and nothing else. */
const KEY = /\bid-\d{6}\b/gu;

function written(value: Json | JsonObject | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value).replace(KEY, "id");
}

/** What a run came to, as far as nothing that happens on the way may change it. */
function endOf(run: Run): JsonObject {
  return {
    status: run.status,
    args: run.args,
    result: run.result,
    ...(run.status === "waiting" && { until: run.due }),
  };
}

function differingParts(one: JsonObject, other: JsonObject, of: string): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) => {
    const [a, b] = [written(one[key]), written(other[key])];
    return a === b ? [] : [`${of}${key} is ${a}, and then ${b}`];
  });
}

async function differences(plain: Funnel, hard: Funnel): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const items = new Map([...plain.record.items(), ...hard.record.items()].map((one) => [itemName(one), one]));
  for (const item of items.values()) {
    const add = (text: string): void => void found.push({ item, text });
    const [a, b] = await Promise.all([plain.item(item), hard.item(item)]);
    const stages = [plain, hard].map(({ record }) => record.stageOf(item) ?? "no stage");
    if (stages[0] !== stages[1]) add(`it is in “${stages[0]}”, and then in “${stages[1]}”`);
    for (const text of differingParts(a?.item.fields ?? {}, b?.item.fields ?? {}, "")) add(text);
    const runs = new Map(hard.record.runs(item).map((run) => [run.id, run]));
    for (const run of plain.record.runs(item)) {
      const other = runs.get(run.id);
      runs.delete(run.id);
      const name = `${run.rule} (${run.source.file}:${run.source.line})`;
      if (other === undefined) add(`${name} ran, and then not`);
      else for (const text of differingParts(endOf(run), endOf(other), `${name}: `)) add(text);
    }
    for (const run of runs.values()) add(`${run.rule} did not run, and then ${run.status}`);
  }
  return found;
}

/**
 * Lives through a test once more and sees that it ends the same.
 *
 * @param seed of the order, and of the crashes
 * @throws Error that names what has come out otherwise, by which hardship, and the seed
 */
export async function checkHard(
  ruleSet: LoadedRuleSet,
  plain: Funnel,
  log: Log,
  begin: string,
  seed: number,
): Promise<void> {
  const live = async (hardships: Omit<Hardships, "seed">) => {
    const { funnel, close } = await replay(ruleSet, log, begin, plain.now(), { ...hardships, seed });
    try {
      return { found: await differences(plain, funnel), record: funnel.record };
    } finally {
      await close();
    }
  };
  const all = await live({ twice: true, crashes: true, shuffled: true });
  const [first] = all.found;
  if (first === undefined) return;
  let told = { name: "all of it happens together", ...all };
  for (const one of alone) {
    const lived = await live(one.with);
    if (lived.found.length === 0) continue;
    told = { name: one.name, ...lived };
    break;
  }
  const { item } = told.found[0] ?? first;
  throw new Error(
    [
      `the test ends in another way when ${told.name} (seed ${seed}; ONSTAGE_HARD=1 ONSTAGE_SEED=${seed} does it again):`,
      ...told.found.slice(0, 10).map((one) => `  ${itemName(one.item)}: ${one.text}`),
      ...(told.found.length > 10 ? [`  and ${told.found.length - 10} more`] : []),
      "",
      "as the test saw it:",
      ...timelineOf(plain.record, ruleSet.timezone, item),
      "",
      `when ${told.name}:`,
      ...timelineOf(told.record, ruleSet.timezone, item),
    ].join("\n"),
  );
}

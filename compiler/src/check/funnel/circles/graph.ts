import type { Pipeline, Stage } from "../../../schema/format.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import type { TriggerFacts } from "../funnel.ts";
import { yes } from "../logic/formula.ts";
import { targetIn } from "../moves.ts";
import type { Moving } from "./moving.ts";

/** What an item can come to: a stage, or a field of it being changed. */
export type Place =
  | { readonly kind: "stage"; readonly pipeline: Pipeline; readonly stage: Stage }
  | { readonly kind: "field"; readonly field: string };

/** A way from one place to another, with what leads along it. */
export interface Way {
  readonly to: number;
  readonly by: { readonly block: BlockFacts; readonly rule: RuleFacts } | TriggerFacts;
}

/** Where items of one entity can come to, and from there. Ways are found when they are asked for. */
export interface Graph {
  readonly places: readonly Place[];
  readonly waysFrom: (place: number) => readonly Way[];
}

/** Whether a rule happens at once for whatever comes: nothing that starts with it and moves as well gets to move. */
function isFirst({ guard, start, rule, needs }: RuleFacts): boolean {
  return (
    guard === yes &&
    start === "" &&
    needs.size === 0 &&
    rule.modifiers.once === undefined &&
    rule.after.length === 0
  );
}

/** More ways out of one place are not told apart. */
const mostWays = 1000;

/** The places that rules lead between. */
export function graphOf(moving: Moving, blocks: readonly BlockFacts[]): Graph {
  const written = new Set(blocks.flatMap(({ rules }) => rules.flatMap((rule) => rule.writes?.field ?? [])));
  const ofStages = moving.pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage): Place => ({ kind: "stage", pipeline, stage })),
  );
  const places = [...ofStages, ...[...written].map((field): Place => ({ kind: "field", field }))];
  const numbers = new Map<Stage | string, number>();
  for (const [index, place] of places.entries())
    numbers.set(place.kind === "stage" ? place.stage : place.field, index);

  const fromBlock = (
    block: BlockFacts,
    pipelines: readonly Pipeline[],
    from: Stage | undefined,
  ): readonly Way[] => {
    const ways: Way[] = [];
    for (const rule of block.rules) {
      const by = { block, rule };
      const field = rule.writes && numbers.get(rule.writes.field);
      if (field !== undefined) ways.push({ to: field, by });
      const targets = (rule.moves === undefined ? [] : pipelines).flatMap((pipeline) => {
        const stage = targetIn(rule, pipeline);
        return stage === from ? [] : (stage ?? []);
      });
      for (const stage of targets) {
        const to = numbers.get(stage);
        if (to !== undefined) ways.push({ to, by });
      }
      // Of several that move at once, the first does.
      if (targets.length > 0 && from !== undefined && isFirst(rule)) break;
      if (ways.length >= mostWays) break;
    }
    return ways;
  };

  const known = new Map<number, readonly Way[]>();
  const ways = (index: number): readonly Way[] => {
    const place = places[index];
    if (place === undefined) return [];
    if (place.kind === "stage") {
      const { pipeline, stage } = place;
      return moving.atStage(pipeline, stage).flatMap((block) => fromBlock(block, [pipeline], stage));
    }
    const ofBlocks = moving
      .onChange(place.field, undefined)
      .flatMap((block) =>
        fromBlock(block, "pipelines" in block.block ? block.block.pipelines : [], undefined),
      );
    const ofTriggers = moving.triggersOn(place.field).flatMap((facts) =>
      facts.trigger.targets.flatMap(({ pipeline, stage }): readonly Way[] => {
        const own = moving.pipelines.find((one) => one.id === pipeline.id);
        const target = own?.stages.find((one) => one.id === stage.id);
        const to = target && numbers.get(target);
        return to === undefined ? [] : [{ to, by: facts }];
      }),
    );
    return [...ofBlocks, ...ofTriggers];
  };
  return {
    places,
    waysFrom: (index) => {
      const before = known.get(index);
      if (before !== undefined) return before;
      const found = ways(index);
      known.set(index, found);
      return found;
    },
  };
}

/** Groups of places between which ways lead round; by Tarjan's walk, without recursion. */
export function roundabouts({ places, waysFrom }: Graph): readonly (readonly number[])[] {
  const order = new Array<number>(places.length).fill(-1);
  const low = new Array<number>(places.length).fill(0);
  const isOnStack = new Array<boolean>(places.length).fill(false);
  const stack: number[] = [];
  const found: number[][] = [];
  let count = 0;
  for (const root of places.keys()) {
    if (order[root] !== -1) continue;
    const open: { readonly place: number; next: number }[] = [];
    const visit = (place: number): void => {
      order[place] = count;
      low[place] = count;
      count += 1;
      stack.push(place);
      isOnStack[place] = true;
      open.push({ place, next: 0 });
    };
    visit(root);
    for (let frame = open[open.length - 1]; frame !== undefined; frame = open[open.length - 1]) {
      const { place } = frame;
      const way = waysFrom(place)[frame.next];
      frame.next += 1;
      if (way !== undefined) {
        if (order[way.to] === -1) visit(way.to);
        else if (isOnStack[way.to]) low[place] = Math.min(low[place] ?? 0, order[way.to] ?? 0);
        continue;
      }
      open.pop();
      const owner = open[open.length - 1];
      if (owner !== undefined) low[owner.place] = Math.min(low[owner.place] ?? 0, low[place] ?? 0);
      if (low[place] !== order[place]) continue;
      const group = stack.splice(stack.lastIndexOf(place));
      for (const one of group) isOnStack[one] = false;
      const leadsToItself = waysFrom(place).some((one) => one.to === place);
      if (group.length > 1 || leadsToItself) found.push(group.toSorted((a, b) => a - b));
    }
  }
  return found;
}

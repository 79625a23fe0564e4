import type { Pipeline } from "../schema/format.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { CalendarBlock, EventBlock, StageBlock } from "../syntax/tree.ts";
import type {
  BlockNode,
  CheckedBlock,
  CheckedCalendarBlock,
  CheckedEventBlock,
  CheckedExpression,
  CheckedRule,
  CheckedStageBlock,
} from "./checked.ts";
import type { Report, World } from "./context.ts";
import { checkEvent, type EventScope, eventScope } from "./event.ts";
import { checkCondition } from "./expressions.ts";
import type { Surroundings } from "./frame.ts";
import { checkEntity, checkHasStages, checkPipelines, checkPlaces } from "./header.ts";
import { nothingKnown } from "./known.ts";
import { checkRecurrence, checkTimeOfDay } from "./recurrence.ts";
import { checkNotEmpty, checkRules } from "./rules.ts";
import type { RuleScope } from "./scope.ts";
import { isBroken } from "./soften.ts";
import { whereHolds } from "./standing.ts";
import type { Visibility } from "./visible.ts";

/** What a block is checked in. */
export interface BlockSurroundings extends Surroundings {
  readonly world: World;
  readonly visible: Visibility;
  /** Text of the section that the block stands in. */
  readonly text: string;
  readonly report: Report;
}

function scopeOf(
  entity: NamedEntity,
  pipelines: readonly Pipeline[],
  { world, visible, report }: BlockSurroundings,
): RuleScope {
  return {
    world,
    entity,
    pipelines,
    standing: pipelines.length > 0 ? pipelines : (entity.entity.pipelines ?? []),
    names: (name) => visible.find(name)?.meaning,
    declared: visible.names,
    previous: false,
    known: nothingKnown,
    report,
  };
}

interface Body {
  readonly condition?: CheckedExpression;
  readonly rules: readonly CheckedRule[];
}

/** What stands behind the header's names: its condition, and the rules. Undefined where the block has to be left out. */
function checkBody(node: BlockNode, scope: RuleScope, around: BlockSurroundings): Body | undefined {
  const condition = node.condition && checkCondition(node.condition, scope);
  const isLeftOut = around.world.softSchema && condition !== undefined && isBroken(condition);
  const rules = checkRules(node, {
    visibleIn: around.visibleIn,
    originOf: around.originOf,
    scope: whereHolds(scope, condition),
    visible: around.visible,
    text: around.text,
    ...(condition === undefined || isLeftOut ? {} : { condition }),
    isGivenResults: false,
    after: [],
    prefix: "",
  });
  if (isLeftOut) return undefined;
  return { ...(condition === undefined ? {} : { condition }), rules };
}

function checkStageBlock(node: StageBlock, around: BlockSurroundings): CheckedStageBlock | undefined {
  const { world, report } = around;
  const entity = checkEntity(node.entity, world, report);
  if (entity === undefined || !checkHasStages(node, entity, world, report)) return undefined;
  const stages = node.stages.filter((stage) => stage.kind === "Quoted");
  const places = checkPlaces(node, stages, entity, report);
  checkNotEmpty(node, report);
  const pipelines = places.map((place) => place.pipeline);
  const body = checkBody(node, scopeOf(entity, pipelines, around), around);
  return body === undefined || places.length === 0
    ? undefined
    : { kind: "stage", node, entity, places, ...body };
}

function checkEventBlock(node: EventBlock, around: BlockSurroundings): CheckedEventBlock | undefined {
  const { world, report } = around;
  const entity = checkEntity(node.entity, world, report);
  if (entity === undefined) return undefined;
  const pipelines = checkPipelines(node, entity, report);
  const outside = scopeOf(entity, node.pipeline === undefined ? [] : (pipelines ?? []), around);
  const event = checkEvent(node.event, entity, outside);
  checkNotEmpty(node, report);
  const brought: EventScope = eventScope(node.event, outside);
  const body = checkBody(node, { ...outside, ...brought }, around);
  if (body === undefined || pipelines === undefined || event === undefined) return undefined;
  return { kind: "event", node, entity, pipelines, event, ...body };
}

function checkCalendarBlock(
  node: CalendarBlock,
  around: BlockSurroundings,
): CheckedCalendarBlock | undefined {
  const { world, report } = around;
  const entity = checkEntity(node.entity, world, report);
  if (entity === undefined) return undefined;
  const pipelines = checkPipelines(node, entity, report);
  const scope = scopeOf(entity, node.pipeline === undefined ? [] : (pipelines ?? []), around);
  const every = checkRecurrence(node.every, scope);
  const at = checkTimeOfDay(node.at, node.every, scope);
  checkNotEmpty(node, report);
  const body = checkBody(node, scope, around);
  if (body === undefined || pipelines === undefined || every === undefined || at === undefined)
    return undefined;
  return { kind: "calendar", node, entity, pipelines, every, at, ...body };
}

/**
 * Finds the meaning of a block: where it belongs, its rules, their actions, arguments, conditions, order and times.
 *
 * @returns the block as the emitter takes it, or undefined where its header means nothing
 */
export function checkBlock(node: BlockNode, around: BlockSurroundings): CheckedBlock | undefined {
  switch (node.kind) {
    case "StageBlock":
      return checkStageBlock(node, around);
    case "EventBlock":
      return checkEventBlock(node, around);
    case "CalendarBlock":
      return checkCalendarBlock(node, around);
  }
}

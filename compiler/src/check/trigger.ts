import type { Trigger } from "../syntax/tree.ts";
import type { CheckedTrigger } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { checkEvent, eventScope } from "./event.ts";
import { checkCondition } from "./expressions.ts";
import { checkEntity, checkHasStages, checkPlaces } from "./header.ts";
import { knowing, knownFrom, nothingKnown } from "./known.ts";
import { checkAs } from "./modifiers.ts";
import type { RuleScope } from "./scope.ts";
import { isBroken } from "./soften.ts";
import type { Visibility } from "./visible.ts";

/** Finds the meaning of a trigger: its event, and the stage that it moves to in each pipeline. */
export function checkTrigger(
  node: Trigger,
  world: World,
  visible: Visibility,
  report: Report,
): CheckedTrigger | undefined {
  const entity = checkEntity(node.entity, world, report);
  if (entity === undefined || !checkHasStages(node, entity, world, report)) return undefined;
  const stages = node.target.kind === "Quoted" ? [node.target] : [];
  const places = checkPlaces(node, stages, entity, report);
  const outside: RuleScope = {
    world,
    entity,
    pipelines: places.map((place) => place.pipeline),
    names: (name) => visible.find(name)?.meaning,
    declared: visible.names,
    previous: false,
    known: nothingKnown,
    report,
  };
  const event = checkEvent(node.event, entity, outside);
  const scope: RuleScope = { ...outside, ...eventScope(node.event, outside) };
  const condition = node.condition && checkCondition(node.condition, scope);
  const known = condition === undefined ? nothingKnown : knowing(nothingKnown, knownFrom(condition));
  const as = node.as && checkAs(node.as, { ...scope, known });
  const targets = places.flatMap(({ pipeline, stages: [stage] }) =>
    stage === undefined ? [] : [{ pipeline, stage }],
  );
  if (event === undefined || targets.length === 0 || node.broken === true) return undefined;
  if (
    world.softSchema &&
    [condition, as, ...event.args.map((one) => one.value)].some((one) => one !== undefined && isBroken(one))
  ) {
    return undefined;
  }
  return {
    node,
    entity,
    event,
    targets,
    ...(condition === undefined ? {} : { condition }),
    ...(as === undefined ? {} : { as }),
  };
}

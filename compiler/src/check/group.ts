import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { GroupDeclaration } from "../syntax/tree.ts";
import type { Report, World } from "./context.ts";
import { expansionOf } from "./expansion.ts";
import { checkCondition } from "./expressions.ts";
import type { Declared } from "./file-names.ts";
import type { Surroundings } from "./frame.ts";
import { checkEntity, checkPipelines } from "./header.ts";
import { knowing, knownFrom, nothingKnown } from "./known.ts";
import { checkOwnName, nameEntries } from "./names.ts";
import { checkParameters } from "./parameters.ts";
import { checkNotEmpty, checkRules } from "./rules.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { type CheckedGroup, problemKey, type Visibility } from "./visible.ts";

/**
 * Checks a group of rules by itself: its parameters have types and no values. What it means is found out where it is
 * included.
 */
export function checkGroup(
  node: GroupDeclaration,
  declared: Declared,
  world: World,
  visible: Visibility,
  surroundings: Surroundings,
  report: Report,
): CheckedGroup {
  const errors = new Set<string>();
  const tell = (found: Diagnostic): void => {
    errors.add(problemKey(found));
    report(found);
  };
  if (node.name.kind === "Name") checkOwnName(node.name, tell);
  const entity = checkEntity(node.entity, world, tell);
  const parameters = checkParameters(node.parameters, entity, world, tell);
  const broken: CheckedGroup = { declared, entity: undefined, parameters, rules: [], includes: 0, errors };
  if (entity === undefined) return broken;
  const pipelines = node.pipeline === undefined ? [] : (checkPipelines(node, entity, tell) ?? []);
  const own = new Map(
    parameters.map((one): [string, Meaning] => [one.name, { kind: "parameter", type: one.type }]),
  );
  const scope: RuleScope = {
    world,
    entity,
    pipelines,
    names: (name) => own.get(name) ?? visible.find(name)?.meaning,
    declared: () => new Set([...own.keys(), ...visible.names()]),
    previous: false,
    known: nothingKnown,
    report: tell,
  };
  checkNotEmpty(node, tell);
  const header = node.condition && checkCondition(node.condition, scope);
  const frame = {
    ...surroundings,
    scope: header === undefined ? scope : { ...scope, known: knowing(nothingKnown, knownFrom(header)) },
    visible,
    text: declared.section.text,
    ...(header === undefined ? {} : { condition: header }),
    isGivenResults: false,
    after: [],
    prefix: "",
  };
  checkRules(node, frame);
  const silent = { ...frame, scope: { ...scope, report: () => undefined } };
  const entries = nameEntries(node.rules, () => undefined);
  const expansion = expansionOf(entries, silent);
  const rules = expansion.isPossible ? entries.flatMap(expansion.rulesOf) : undefined;
  return { declared, entity, parameters, rules, includes: expansion.includes, errors };
}

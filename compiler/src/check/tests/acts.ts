import { diagnostic, replace } from "../../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../../near.ts";
import type { Pipeline } from "../../schema/format.ts";
import type { NamedEntity } from "../../schema/lookups.ts";
import type { MockBehaviour, TestAct } from "../../syntax/test-tree.ts";
import type {
  Call,
  Expression,
  Missing,
  Name,
  PipelineChoice,
  Quoted,
  RecordEntry,
} from "../../syntax/tree.ts";
import type { ActionSignature, Parameter } from "../../types/signatures.ts";
import { plain, present } from "../../types/types.ts";
import { checkArguments } from "../arguments.ts";
import type { CheckedArgument } from "../checked.ts";
import { checkLength } from "../fixed.ts";
import { checkHasStages, checkPlaces } from "../header.ts";
import type { RuleScope } from "../scope.ts";
import { checkFieldValues, checkMoment, checkTimes, checkValue, fieldNamed, fixedValue } from "./values.ts";
import type { TestFields, TestPlace, TestValue, WrittenAct, WrittenMock } from "./written.ts";

/** What a test is about, while its steps are checked. */
export interface TestSubject {
  readonly entity: NamedEntity;
  readonly node: { readonly entity: Name | Quoted | Missing; readonly pipeline?: PipelineChoice };
  readonly scope: RuleScope;
  /** The pipeline that the item stands in, once a step has said a stage that only one of them has. */
  pipeline?: Pipeline;
}

/** A stage that a step names, in the pipeline that the item is in. */
function placeOf(stage: Quoted | Missing, subject: TestSubject, own?: PipelineChoice): readonly TestPlace[] {
  const { entity, node, scope, pipeline } = subject;
  if (stage.kind === "Missing" || !checkHasStages(node, entity, scope.world, scope.report)) return [];
  const chosen = own ?? node.pipeline ?? (pipeline && quotedPipeline(pipeline, stage));
  const header = { entity: node.entity, ...(chosen === undefined ? {} : { pipeline: chosen }) };
  const places = checkPlaces(header, [stage], entity, scope.report);
  const [first] = places;
  if (first !== undefined && places.length === 1) subject.pipeline = first.pipeline;
  const isOne = (entity.entity.pipelines?.length ?? 0) < 2;
  return places.flatMap(({ pipeline: of, stages }) =>
    stages.map(({ title }) => ({ stage: title, ...(isOne ? {} : { pipeline: of.title }) })),
  );
}

const quotedPipeline = ({ title }: Pipeline, { start, end }: Quoted): Quoted => ({
  kind: "Quoted",
  start,
  end,
  value: title,
});

function actionOf(name: Name, { world, report }: RuleScope): ActionSignature | undefined {
  const found = world.actions.get(name.text);
  if (found !== undefined) return found;
  const known = [...world.actions.keys()].toSorted();
  const near = didYouMeanName(name.text, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, name, near, false)];
  report(diagnostic("OS2006", name, { name: name.text, near, known }, fixes));
  return undefined;
}

function writtenArguments(args: readonly CheckedArgument[], call: Call, scope: RuleScope): TestFields {
  const found: [string, TestValue][] = [];
  for (const { parameter, value } of args) {
    const node = call.args.find((one) => one.value.start === value.start)?.value;
    const written = fixedValue(value, node ?? call, scope);
    if (written !== undefined) found.push([parameter.name, written]);
  }
  return Object.fromEntries(found);
}

const leftOut = (parameter: Parameter): Parameter => ({ ...parameter, optional: true });

/** The arguments that an expectation names: what it does not name may be anything. */
function expectedArguments(call: Call, action: ActionSignature, scope: RuleScope): TestFields {
  const callee = { name: action.name, parameters: action.parameters.map(leftOut) };
  return writtenArguments(checkArguments({ call, kind: "event" }, callee, scope), call, scope);
}

function checkEvent(call: Call | Missing, scope: RuleScope): WrittenAct | undefined {
  if (call.kind === "Missing") return undefined;
  const { callee } = call;
  const signature = scope.world.triggers.get(callee.text);
  if (signature === undefined) {
    const known = [...scope.world.triggers.keys()].toSorted();
    const near = didYouMeanName(callee.text, known);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, callee, near, false)];
    scope.report(diagnostic("OS2044", callee, { name: callee.text, near, known }, fixes));
    return undefined;
  }
  const payload = signature.payload.kind === "record" ? signature.payload.fields : {};
  const parameters = Object.entries(payload).map(
    ([name, type]): Parameter => ({ name, type: present(type), optional: true }),
  );
  const args = checkArguments({ call, kind: "event" }, { name: callee.text, parameters }, scope);
  return { kind: "event", type: callee.text, payload: writtenArguments(args, call, scope) };
}

function checkMock(
  does: MockBehaviour | Missing,
  action: ActionSignature,
  scope: RuleScope,
): WrittenMock | undefined {
  switch (does.kind) {
    case "Missing":
      return undefined;
    case "returns": {
      const value = checkValue(does.value, action.result, `the result of ${action.name}`, scope);
      return value && { kind: "returns", value };
    }
    case "takes": {
      const duration = checkLength(does.duration, "`takes`", scope);
      return duration && { kind: "takes", duration };
    }
    case "fails": {
      const error = does.error && checkValue(does.error, plain("Text"), "`fails`", scope);
      const times = does.times && checkTimes(does.times, scope);
      return {
        kind: "fails",
        ...(error?.kind === "json" ? { error: String(error.value) } : {}),
        ...(times === undefined ? {} : { times }),
      };
    }
  }
}

function checkBecause(
  node: Expression,
  { entity, scope }: TestSubject,
): { readonly kind: "field" | "words"; readonly text: string } | undefined {
  if (node.kind === "Reference") {
    const [first] = node.path;
    const field = first === undefined ? undefined : fieldNamed(first, entity, scope);
    if (field === undefined) return undefined;
    return { kind: "field", text: [field, ...node.path.slice(1).map(({ text }) => text)].join(".") };
  }
  const value = checkValue(node, plain("Text"), "`because`", scope);
  return value?.kind === "json" ? { kind: "words", text: String(value.value) } : undefined;
}

/** `given stage: "New"`: where the item stands is no field of it. */
function stageEntry(entries: readonly RecordEntry[], { entity }: TestSubject): RecordEntry | undefined {
  if (entity.entity.pipelines === undefined || Object.hasOwn(entity.entity.fields, "stage")) return undefined;
  return entries.find(({ name }) => name.text === "stage");
}

function stageNamed({ value }: RecordEntry, { scope }: TestSubject): Quoted | Missing {
  const { start, end } = value;
  if (value.kind !== "Text") {
    if (value.kind !== "Missing") scope.report(diagnostic("OS2201", value, { isText: true }));
    return { kind: "Missing", start, end };
  }
  const text = value.parts.map((part) => (part.kind === "chars" ? part.value : "")).join("");
  return { kind: "Quoted", start, end, value: text };
}

function checkGiven(entries: readonly RecordEntry[], subject: TestSubject): WrittenAct {
  const stage = stageEntry(entries, subject);
  const [place] = stage === undefined ? [] : placeOf(stageNamed(stage, subject), subject);
  const others = entries.filter((entry) => entry !== stage);
  const fields = checkFieldValues(others, subject.entity, subject.scope);
  return { kind: "given", fields, ...(place === undefined ? {} : { place }) };
}

/**
 * Finds the meaning of what a step does.
 *
 * @returns undefined where it has none, which is reported
 */
export function checkAct(act: TestAct | Missing, subject: TestSubject): WrittenAct | undefined {
  const { entity, scope } = subject;
  switch (act.kind) {
    case "Missing":
      return undefined;
    case "create":
    case "delete":
    case "wait":
    case "expectNothing":
    case "expectNoTimers":
      return { kind: act.kind };
    case "given":
      return checkGiven(act.fields, subject);
    case "set":
      return { kind: "set", fields: checkFieldValues(act.fields, entity, scope, false) };
    case "clear":
      return { kind: "clear", fields: act.fields.flatMap((name) => fieldNamed(name, entity, scope) ?? []) };
    case "enter": {
      const [place] = placeOf(act.stage, subject, act.pipeline);
      return place && { kind: "enter", place };
    }
    case "event":
      return checkEvent(act.event, scope);
    case "mock": {
      const action = act.action.kind === "Name" ? actionOf(act.action, scope) : undefined;
      const does = action && checkMock(act.does, action, scope);
      return action && does && { kind: "mock", action: action.name, does };
    }
    case "expectCall": {
      const action = actionOf(act.call.callee, scope);
      const times = act.times && checkTimes(act.times, scope);
      if (action === undefined) return undefined;
      const args = expectedArguments(act.call, action, scope);
      const count = times === undefined ? {} : { times };
      return { kind: "expectCall", action: action.name, args, negated: act.negated, ...count };
    }
    case "expectRule": {
      const until = act.until && checkMoment(act.until, scope);
      const because = act.because && checkBecause(act.because, subject);
      if (act.rule.kind === "Missing") return undefined;
      return {
        kind: "expectRule",
        status: act.status,
        rule: act.rule.path.map(({ text }) => text).join("."),
        ...(until === undefined ? {} : { until }),
        ...(because === undefined ? {} : { because }),
      };
    }
    case "expectStage": {
      const stages = placeOf(act.stage, subject).map(({ stage }) => stage);
      return { kind: "expectStage", stages };
    }
    case "expectFields":
      return { kind: "expectFields", fields: checkFieldValues(act.fields, entity, scope) };
    case "expectPresence": {
      const field = fieldNamed(act.field, entity, scope);
      return field === undefined ? undefined : { kind: "expectPresence", field, wanted: act.wanted };
    }
  }
}

import type {
  CheckedBlock,
  CheckedEvent,
  CheckedEventBlock,
  CheckedRecurrence,
  CheckedTrigger,
  Origin,
} from "../check/checked.ts";
import type { IdleRule } from "../check/idle.ts";
import type { Span } from "../syntax/tree.ts";
import type { Type } from "../types/types.ts";
import { call } from "./code.ts";
import { lookingAt, writeCondition } from "./conditions.ts";
import { emitRaw } from "./expressions.ts";
import type { FileScope } from "./file-scope.ts";
import { startText, textOf } from "./headers.ts";
import { keptDuration } from "./kept.ts";
import { literal, member, propertyName } from "./literals.ts";
import { actorOf, writeRule } from "./rule.ts";
import { idleRules, type RunningRule, runningRules } from "./running.ts";
import { type ExpressionScope, placed } from "./scope.ts";
import { jsonType } from "./value-types.ts";
import type { CodeWriter } from "./writer.ts";

/** A block with its place in the file. */
export interface BlockToEmit {
  readonly block: CheckedBlock;
  readonly id: string;
  /** Counted from 1, for the names of what belongs to it. */
  readonly number: number;
  readonly origin: Origin;
}

export interface TriggerToEmit {
  readonly trigger: CheckedTrigger;
  readonly id: string;
  readonly number: number;
  readonly origin: Origin;
}

const nothing: Type = { kind: "record", fields: {} };

/** What an event brings with it. */
export function payloadOf(event: CheckedEvent | undefined): Type {
  return event?.signature?.payload ?? nothing;
}

/** Writes the type of the scope that functions take, and answers its name. */
function writeScope(
  writer: CodeWriter,
  name: string,
  item: string,
  parts: { readonly results?: string | undefined; readonly event: Type },
  file: FileScope,
): string {
  const { results, event } = parts;
  const payload = event === nothing ? undefined : jsonType(event);
  const given = payload === undefined ? [item, results] : [item, results ?? "object", payload];
  const types = given.filter((one) => one !== undefined);
  // Exported: not every block has a function that takes one.
  writer.line(`export type ${name} = ${file.use("type Scope")}<${types.join(", ")}>;`);
  return name;
}

/** The id of a rule in the whole rule set, and the key of its call. */
export function ruleId(block: BlockToEmit, { rule }: RunningRule): string {
  return `${block.id}.${rule.name}`;
}

/** Writes the rules of a block as a list of their own: a block for several pipelines has them in each. */
export function writeRules(writer: CodeWriter, one: BlockToEmit, file: FileScope): void {
  const { block, number, origin } = one;
  const running = runningRules(block);
  // Those of rules that do not run are always missing, and may be asked for all the same.
  const made = block.rules.filter((rule) => rule.node.binding !== undefined);
  if (made.length > 0) {
    writer.line(`export interface Results${number} {`).indented(() => {
      for (const rule of made) {
        writer.line(`readonly ${propertyName(rule.name)}?: ${jsonType(rule.action.result)};`);
      }
    });
    writer.line("}");
  }
  const eventType = block.kind === "event" ? payloadOf(block.event) : nothing;
  const results = made.length > 0 ? `Results${number}` : undefined;
  const item = file.itemType(block.entity.name);
  const returned = new Map(block.rules.map((rule) => [rule.name, rule.action.result]));
  const scopeType = writeScope(writer, `Scope${number}`, item, { results, event: eventType }, file);
  writer.line(`const rules${number}: readonly ${file.use("type Rule")}[] = [`).indented(() => {
    for (const { rule, after } of running) {
      const id = ruleId(one, { rule, after });
      const ownOrigin = rule.origin ?? origin;
      writeRule(
        writer,
        { rule, id, after, results: returned, origin: ownOrigin, eventType, scopeType },
        file,
      );
    }
  });
  writer.line("];");
}

/** What an event is asked for: a function of the event says whether it fits. */
function writePattern(
  writer: CodeWriter,
  event: CheckedEvent,
  node: Span,
  scopeType: string,
  scope: ExpressionScope,
  file: FileScope,
): void {
  const { signature } = event;
  writer.line(placed("event: {", node.start, scope));
  writer.indented(() => {
    writer.line(`type: ${literal(event.name)},`);
    if (event.fields.length > 0) writer.line(`fields: [${event.fields.map(literal).join(", ")}],`);
    if (signature !== undefined) {
      const given = new Map(event.args.map(({ parameter, value }) => [parameter.name, value]));
      const last = signature.parameters.findLastIndex((one) => given.has(one.name));
      const asked = signature.parameters.slice(0, last + 1).map(({ name }) => given.get(name));
      const trigger = `${file.module("events", signature.module)}${member(event.name)}`;
      const fits = lookingAt(node, scope, scopeType, (inner) => {
        const values = asked.map((one) => (one === undefined ? "undefined" : emitRaw(one, inner)));
        return call(inner.use("fits"), [trigger, `${inner.looking()}.event`, ...values]);
      });
      writer.line(["fits: ", fits, ","]);
    }
    writer.line(`text: ${literal(textOf(node, scope.origin))},`);
  });
  writer.line("},");
}

function printRecurrence(every: CheckedRecurrence, scope: ExpressionScope): string {
  switch (every.kind) {
    case "namedDays":
      return `{ kind: "namedDays", days: [${every.days.join(", ")}] }`;
    case "month":
      return `{ kind: "month", day: ${every.day === "last" ? '"last"' : every.day} }`;
    case "interval":
      return `{ kind: "interval", every: ${keptDuration(every.every, scope)} }`;
    default:
      return `{ kind: ${literal(every.kind)} }`;
  }
}

/** Pipelines that a header names; those of a block for all are left out. */
function pipelinesOf(
  block: CheckedEventBlock | Extract<CheckedBlock, { readonly kind: "calendar" }>,
): string {
  const isNamed = block.node.pipeline?.kind === "Quoted";
  return isNamed ? `pipelines: [${block.pipelines.map(({ id }) => literal(id)).join(", ")}],` : "";
}

/** Writes rules that never run, so that people can be told why. */
function writeIdle(
  writer: CodeWriter,
  rules: readonly IdleRule[],
  because: "rule" | "block",
  origin: Origin,
  file: FileScope,
): void {
  if (rules.length === 0) return;
  writer.line("idle: [").indented(() => {
    for (const { rule, needs } of rules) {
      writer.line("{").indented(() => {
        writer.line(`name: ${literal(rule.name)},`);
        writer.line(`action: ${literal(rule.action.name)},`);
        writer.line(`source: ${file.sourceOf(rule.origin ?? origin, rule.node.start)},`);
        const why =
          needs === undefined ? `kind: ${literal(because)}` : `kind: "needs", rule: ${literal(needs)}`;
        writer.line(`because: { ${why} },`);
      });
      writer.line("},");
    }
  });
  writer.line("],");
}

/** Writes the places of a block that is disabled as a whole. */
export function writeDisabledBlock(
  writer: CodeWriter,
  { block, origin }: Pick<BlockToEmit, "block" | "origin">,
  file: FileScope,
): void {
  // Only the stage that an item is in has rules which somebody could miss.
  if (block.kind !== "stage" || block.rules.length === 0) return;
  for (const place of block.places) {
    writer.line("{").indented(() => {
      writer.line('kind: "stage",').line(`entity: ${literal(block.entity.name)},`);
      writer.line(`pipeline: ${literal(place.pipeline.id)},`);
      writer.line(`stages: [${place.stages.map((stage) => literal(stage.id)).join(", ")}],`);
      writer.line(`source: ${file.sourceOf(origin, block.node.start)},`).line("rules: [],");
      const rules = block.rules.map((rule) => ({ rule }));
      writeIdle(writer, rules, "block", origin, file);
    });
    writer.line("},");
  }
}

/** Writes when the rules of a block start. */
export function writeBlock(writer: CodeWriter, one: BlockToEmit, file: FileScope): void {
  const { block, number, origin, id } = one;
  const scopeType = `Scope${number}`;
  const scope = file.expressions(origin, {
    eventType: block.kind === "event" ? payloadOf(block.event) : nothing,
  });
  const begin = (kind: string): void => {
    writer.line(placed("{", block.node.start, scope));
    writer.indented(() => writer.line(`kind: ${literal(kind)},`));
  };
  const end = (): void => {
    writer.indented(() => {
      writer.line(`source: ${file.sourceOf(origin, block.node.start)},`);
      writer.line(`rules: rules${number},`);
    });
    writer.line("},");
  };
  const entity = `entity: ${literal(block.entity.name)},`;
  switch (block.kind) {
    case "stage":
      for (const place of block.places) {
        begin("stage");
        writer.indented(() => {
          writer.line(entity).line(`pipeline: ${literal(place.pipeline.id)},`);
          writer.line(`stages: [${place.stages.map((stage) => literal(stage.id)).join(", ")}],`);
          writeIdle(writer, idleRules(block), "rule", origin, file);
        });
        end();
      }
      break;
    case "event":
      begin("event");
      writer.indented(() => {
        writer.line(entity);
        if (pipelinesOf(block) !== "") writer.line(pipelinesOf(block));
        writePattern(writer, block.event, block.node.event, scopeType, scope, file);
      });
      end();
      break;
    case "calendar":
      begin("calendar");
      writer.indented(() => {
        writer.line(`id: ${literal(id)},`).line(entity);
        if (pipelinesOf(block) !== "") writer.line(pipelinesOf(block));
        writer.line(`every: ${printRecurrence(block.every, scope)},`);
        writer.line(`at: ${literal(block.at)},`);
        writer.line(`text: ${literal(startText(block, origin))},`);
        if (block.condition !== undefined) {
          writer.write("where: ");
          writeCondition(writer, block.condition, scope, scopeType);
          writer.line(",");
        }
      });
      end();
  }
}

/** Writes a trigger: what it waits for, and where it moves the item. */
export function writeTrigger(
  writer: CodeWriter,
  one: TriggerToEmit,
  file: FileScope,
  scopeType: string,
): void {
  const { trigger, id, origin } = one;
  const scope = file.expressions(origin, { eventType: payloadOf(trigger.event) });
  writer.line(placed("{", trigger.node.start, scope));
  writer.indented(() => {
    writer.line(`id: ${literal(id)},`);
    writer.line(`entity: ${literal(trigger.entity.name)},`);
    writePattern(writer, trigger.event, trigger.node.event, scopeType, scope, file);
    writer.line("targets: [").indented(() => {
      for (const { pipeline, stage } of trigger.targets) {
        writer.line(`{ pipeline: ${literal(pipeline.id)}, stage: ${literal(stage.id)} },`);
      }
    });
    writer.line("],");
    if (trigger.condition !== undefined) {
      writer.write("when: ");
      writeCondition(writer, trigger.condition, scope, scopeType);
      writer.line(",");
    }
    if (trigger.as !== undefined) writer.line(["as: ", actorOf(trigger.as, scope, scopeType), ","]);
    writer.line(`allowBackward: ${trigger.node.backward},`);
    writer.line(`source: ${file.sourceOf(origin, trigger.node.start)},`);
  });
  writer.line("},");
}

/** Writes the type of the scope that the functions of a trigger take, and answers its name. */
export function writeTriggerScope(
  writer: CodeWriter,
  { trigger, number }: TriggerToEmit,
  file: FileScope,
): string {
  const item = file.itemType(trigger.entity.name);
  return writeScope(writer, `TriggerScope${number}`, item, { event: payloadOf(trigger.event) }, file);
}

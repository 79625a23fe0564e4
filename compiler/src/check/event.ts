import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { findField, type NamedEntity } from "../schema/lookups.ts";
import type { Argument, Call, Missing } from "../syntax/tree.ts";
import { type Type, unknownType } from "../types/types.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedEvent } from "./checked.ts";
import type { RuleScope } from "./scope.ts";

/** Events that the engine itself knows. */
const ownEvents = ["created", "fieldChanged"];

/** What is known in rules that an event starts: the item as it was before, and what the event brought. */
export interface EventScope {
  readonly previous: boolean;
  readonly event?: Type;
}

/** What rules can read of an event, even where the rest of its header is wrong. */
export function eventScope(event: Call | Missing, { world }: RuleScope): EventScope {
  if (event.kind === "Missing") return { previous: true, event: unknownType };
  const name = event.callee.text;
  const signature = world.triggers.get(name);
  if (signature !== undefined) return { previous: false, event: signature.payload };
  return ownEvents.includes(name)
    ? { previous: name === "fieldChanged" }
    : { previous: true, event: unknownType };
}

/** The field that an argument of `fieldChanged` names, without quotes. */
function fieldOf(
  argument: Argument,
  { name: owner, entity }: NamedEntity,
  scope: RuleScope,
): string | undefined {
  const { value } = argument;
  if (value.kind === "Missing" || argument.broken === true) return undefined;
  const { item, fields } = entity;
  const text =
    value.kind === "Text"
      ? value.parts.map((part) => (part.kind === "chars" ? part.value : "")).join("")
      : undefined;
  const path = value.kind === "Reference" ? value.path.map((one) => one.text) : [text ?? ""];
  const name = path.join(".");
  const found = value.kind === "Reference" ? findField(entity, name) : undefined;
  if (found !== undefined && argument.name === undefined) {
    if (found.name !== name) {
      const fix = replace(`Write \`${found.name}\``, value, found.name);
      scope.report(diagnostic("OS3058", value, { what: "field", old: name, now: found.name }, [fix]));
    }
    return found.name;
  }
  const help =
    path.length > 1
      ? "name a field of the item itself: nobody is told when something linked to it changes"
      : ["stage", "pipeline"].includes(name)
        ? `write a block for the stage instead: \`on stage "…" in ${owner}\``
        : undefined;
  const near =
    text !== undefined && Object.hasOwn(fields, text) ? text : didYouMeanName(name, Object.keys(fields));
  const fixes =
    near === undefined || help !== undefined ? [] : [replace(`Write \`${near}\``, argument, near, false)];
  const shown = name === "" ? "this" : name;
  const words = { name: shown, item, near, ...(help === undefined ? {} : { help }) };
  scope.report(diagnostic("OS2045", argument, words, fixes));
  return undefined;
}

function changedFields(call: Call, entity: NamedEntity, scope: RuleScope): readonly string[] {
  const fields = new Set<string>();
  for (const argument of call.args) {
    const field = fieldOf(argument, entity, scope);
    if (field === undefined) continue;
    if (fields.has(field)) scope.report(diagnostic("OS2046", argument, { name: field }));
    fields.add(field);
  }
  return [...fields];
}

/** Finds the meaning of the event in a header. Undefined where there is no such event, which is reported. */
export function checkEvent(
  event: Call | Missing,
  entity: NamedEntity,
  scope: RuleScope,
): CheckedEvent | undefined {
  if (event.kind === "Missing" || event.broken === true) return undefined;
  const name = event.callee.text;
  if (name === "fieldChanged") return { name, args: [], fields: changedFields(event, entity, scope) };
  const call = { call: event, condition: undefined };
  if (name === "created") {
    checkArguments(call, { name, parameters: [] }, scope);
    return { name, args: [], fields: [] };
  }
  const signature = scope.world.triggers.get(name);
  if (signature === undefined) {
    const known = [...ownEvents, ...[...scope.world.triggers.keys()].toSorted()];
    const near = didYouMeanName(name, known);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, event.callee, near, false)];
    scope.report(diagnostic("OS2044", event.callee, { name, near, known }, fixes));
    return undefined;
  }
  return { name, signature, args: checkArguments(call, signature, scope), fields: [] };
}

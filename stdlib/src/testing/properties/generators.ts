import { entityOf, type Field, type Json, type JsonObject, type LoadedRuleSet } from "@onstage/runtime/rules";
import fc from "fast-check";
import { type Constants, constantsOf, numbersOf, textsOf } from "./constants.ts";

/** One thing that happens in the life of an item. */
export type LifeStep =
  | { readonly kind: "update"; readonly fields: JsonObject }
  | { readonly kind: "move"; readonly stage: string }
  | { readonly kind: "event"; readonly type: string }
  | { readonly kind: "wait"; readonly milliseconds: number };

/** The life of an item: how it begins, and what happens to it. */
export interface Life {
  readonly fields: JsonObject;
  readonly steps: readonly LifeStep[];
}

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;
/** Items of other entities stand ready under these ids: one with all its fields, and one with none. */
const LINKED = [1, 2];

function oneOf(values: readonly Json[]): fc.Arbitrary<Json> {
  return fc.constantFrom(...values);
}

function nearNumbers(field: string, step: number, constants: Constants): readonly number[] {
  const near = numbersOf(field, constants).flatMap((number) => [number - step, number, number + step]);
  return [0, 1, 1000, ...near].map((number) => Math.round(number * 100) / 100);
}

/** Days around now, and around the lengths of time of the rules: when those have just passed, and when they have not. */
function nearDays(now: number, { lengths }: Constants): readonly string[] {
  const far = lengths.flatMap((length) => [length - DAY, length, length + DAY]);
  return [-DAY, 0, DAY, 7 * DAY, ...far].map((length) => new Date(now + length).toISOString());
}

function generatorOf(
  name: string,
  field: Field,
  rules: LoadedRuleSet,
  constants: Constants,
  now: number,
): fc.Arbitrary<Json> {
  switch (field.type) {
    case "Text":
      return oneOf(["", "Acme", ...textsOf(name, constants)]);
    case "Number":
    case "Money":
      return oneOf(nearNumbers(name, 0.01, constants));
    case "Integer":
      return oneOf(nearNumbers(name, 1, constants).map(Math.round));
    case "Boolean":
      return oneOf([true, false]);
    case "Date":
      return oneOf(nearDays(now, constants).map((moment) => moment.slice(0, 10)));
    case "DateTime":
      return oneOf(nearDays(now, constants));
    case "Time":
      return oneOf(["00:00:00", "10:00:00", "23:59:59"]);
    case "Email":
      return oneOf(["ann@client.example", "bob@client.example"]);
    case "Phone":
      return oneOf(["+49 170 1", "+49 170 2"]);
    case "Url":
      return oneOf(["https://client.example/"]);
    case "File":
      return oneOf(["offer.pdf"]);
    case "User":
      return oneOf((rules.schema.users ?? []).map(({ id }) => id));
    case "Option":
      return oneOf((field.options ?? []).map(({ id }) => id));
    case "Link":
      return oneOf(LINKED);
  }
}

function isEmptyChoice(field: Field, { schema }: LoadedRuleSet): boolean {
  return (
    (field.type === "User" && (schema.users ?? []).length === 0) ||
    (field.type === "Option" && (field.options ?? []).length === 0)
  );
}

/** Fields by their names, each as it may be: all that can be written. */
function fieldsOf(
  rules: LoadedRuleSet,
  entity: string,
  now: number,
): Readonly<Record<string, fc.Arbitrary<Json>>> {
  const constants = constantsOf(rules);
  const fields = Object.entries(entityOf(rules.schema, entity)?.fields ?? {});
  return Object.fromEntries(
    fields
      .filter(([, field]) => field.readOnly !== true && !isEmptyChoice(field, rules))
      .map(([name, field]) => {
        const one = generatorOf(name, field, rules, constants, now);
        const value = field.many === true ? fc.uniqueArray(one, { maxLength: 2 }) : one;
        const isText = field.type === "Text" && field.required === true;
        return [name, isText ? fc.constantFrom("Acme", ...textsOf(name, constants)) : value];
      }),
  );
}

/**
 * Items of an entity, whose values lie around those with which the rules compare them.
 *
 * @param now the moment around which days lie, in milliseconds since 1970
 */
export function itemsOf(rules: LoadedRuleSet, entity: string, now: number): fc.Arbitrary<JsonObject> {
  const schema = entityOf(rules.schema, entity)?.fields ?? {};
  const fields = fieldsOf(rules, entity, now);
  const requiredKeys = Object.keys(fields).filter((name) => schema[name]?.required === true);
  return fc.record({ ...fields }, { requiredKeys });
}

/** Changes of an item: a field or two, which may be emptied where they need not be there. */
function updatesOf(rules: LoadedRuleSet, entity: string, now: number): fc.Arbitrary<JsonObject> | undefined {
  const schema = entityOf(rules.schema, entity)?.fields ?? {};
  const changes = Object.entries(fieldsOf(rules, entity, now)).map(([name, value]) =>
    (schema[name]?.required === true ? value : fc.option(value, { nil: null, freq: 4 })).map(
      (one): JsonObject => ({ [name]: one }),
    ),
  );
  return changes.length === 0 ? undefined : fc.oneof(...changes);
}

/** Events for which any rule or trigger of an entity waits, beside those that the engine itself makes. */
function eventsOf({ blocks, triggers, events }: LoadedRuleSet, entity: string): readonly string[] {
  const heard = [...blocks.filter((block) => block.kind === "event"), ...triggers];
  const types = heard.filter((one) => one.entity === entity).map((one) => one.event.type);
  return [...new Set(types)].filter((type) => events.includes(type));
}

/** The lengths of time that pass: just before something is due, at that moment, and behind it. */
function waitsOf({ lengths }: Constants): fc.Arbitrary<LifeStep> {
  const known = lengths.flatMap((length) => [length - SECOND, length, length + SECOND]);
  const all = [SECOND, HOUR, DAY, 7 * DAY, ...known].filter((length) => length > 0);
  return fc.constantFrom(...all).map((milliseconds): LifeStep => ({ kind: "wait", milliseconds }));
}

/** How lives are made. */
export interface LifeOptions {
  /** The most steps of a life; 8 if left out. */
  readonly steps?: number;
}

/**
 * Lives of items of an entity: created with values around those of the rules, changed, moved, told of events, and
 * waiting for as long as the rules do.
 *
 * @param now the moment at which they begin, in milliseconds since 1970
 */
export function livesOf(
  rules: LoadedRuleSet,
  entity: string,
  now: number,
  { steps: maxLength = 8 }: LifeOptions = {},
): fc.Arbitrary<Life> {
  const stages = (entityOf(rules.schema, entity)?.pipelines?.[0]?.stages ?? []).map(({ title }) => title);
  const updates = updatesOf(rules, entity, now);
  const events = eventsOf(rules, entity);
  const step = fc.oneof(
    { weight: 3, arbitrary: waitsOf(constantsOf(rules)) },
    ...(stages.length === 0
      ? []
      : [
          {
            weight: 3,
            arbitrary: fc.constantFrom(...stages).map((stage): LifeStep => ({ kind: "move", stage })),
          },
        ]),
    ...(updates === undefined
      ? []
      : [{ weight: 3, arbitrary: updates.map((fields): LifeStep => ({ kind: "update", fields })) }]),
    ...(events.length === 0
      ? []
      : [
          {
            weight: 2,
            arbitrary: fc.constantFrom(...events).map((type): LifeStep => ({ kind: "event", type })),
          },
        ]),
  );
  return fc.record({ fields: itemsOf(rules, entity, now), steps: fc.array(step, { maxLength }) });
}

/** The items of other entities that links may lead to, as they are put in place before a life begins. */
export function linkedItems(
  rules: LoadedRuleSet,
  entity: string,
): readonly { readonly entity: string; readonly fields: JsonObject }[] {
  const fields = Object.values(entityOf(rules.schema, entity)?.fields ?? {});
  const others = new Set(
    fields.flatMap((field) => (field.entity === undefined || field.entity === entity ? [] : [field.entity])),
  );
  return [...others].flatMap((other) =>
    LINKED.map((id) => {
      const full = Object.entries(entityOf(rules.schema, other)?.fields ?? {}).flatMap(([name, field]) => {
        if (id !== LINKED[0] && field.required !== true) return [];
        const samples: Partial<Record<Field["type"], Json>> = {
          Text: "Ann",
          Email: "ann@client.example",
          Phone: "+49 170 1",
          Boolean: false,
          Number: 1,
          Integer: 1,
          Money: 1,
        };
        const sample = field.readOnly === true ? undefined : samples[field.type];
        return sample === undefined ? [] : [[name, field.many === true ? [sample] : sample] as const];
      });
      return { entity: other, fields: { ...Object.fromEntries(full), id } };
    }),
  );
}

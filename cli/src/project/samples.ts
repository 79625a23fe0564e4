import type { Type } from "@onstage/compiler";
import type { Json } from "@onstage/runtime/rules";

/** A value such as an action returns, made from the type of its result: the project's own actions are never run here. */
export function sample(type: Type): Json {
  switch (type.kind) {
    case "plain":
      return plainSamples[type.name];
    case "record":
      return Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, sample(of)]));
    case "list":
      return [sample(type.of)];
    case "optional":
      return sample(type.of);
    case "union":
      return type.of[0] === undefined ? null : sample(type.of[0]);
    case "option":
      return type.options[0]?.id ?? null;
    case "choice":
      return type.texts[0] ?? null;
    case "item":
      return { entity: type.entity, id: 1 };
    case "fieldName":
      return "title";
    case "entityName":
    case "pipelineName":
    case "fieldValues":
    case "fieldValue":
    case "place":
    case "nothing":
    case "unknown":
      return null;
  }
}

const plainSamples: Readonly<Record<Extract<Type, { kind: "plain" }>["name"], Json>> = {
  Text: "sample",
  Number: 1,
  Integer: 1,
  Boolean: true,
  Date: "2026-01-01",
  DateTime: "2026-01-01T00:00:00.000Z",
  Time: "09:00",
  Money: { amount: "1.00", currency: "EUR" },
  Email: "sample@example.com",
  Phone: "+490000000",
  Url: "https://example.com/sample",
  File: "sample.txt",
  User: { id: 1, name: "sample" },
  Stage: "sample",
  Duration: { months: 0, days: 1, milliseconds: 0, workingDays: 0, workingMilliseconds: 0 },
};

/** Whether JSON is of a type, such as the result that a scenario gives for an action. */
export function fits(value: Json, type: Type): boolean {
  switch (type.kind) {
    case "plain": {
      const like = plainSamples[type.name];
      const sameFields = (one: object): boolean =>
        typeof value === "object" &&
        value !== null &&
        Object.keys(one).every((key) => Object.hasOwn(value, key));
      return typeof like === "object" && like !== null ? sameFields(like) : typeof value === typeof like;
    }
    case "record":
      return (
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        Object.entries(type.fields).every(([name, of]) => {
          const part = new Map(Object.entries(value)).get(name);
          return part === undefined ? of.kind === "optional" : fits(part, of);
        })
      );
    case "list":
      return Array.isArray(value) && value.every((one: Json) => fits(one, type.of));
    case "optional":
      return value === null || fits(value, type.of);
    case "union":
      return type.of.some((one) => fits(value, one));
    case "option":
      return type.options.some((one) => one.id === value);
    case "choice":
      return type.texts.some((text) => text === value);
    case "item":
      return typeof value === "object" && value !== null && "id" in value;
    case "nothing":
      return value === null;
    case "fieldName":
    case "entityName":
    case "pipelineName":
      return typeof value === "string";
    case "fieldValues":
    case "fieldValue":
    case "place":
    case "unknown":
      return true;
  }
}

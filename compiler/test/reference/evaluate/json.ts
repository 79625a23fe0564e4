import { decimals, jsonNumber, written } from "./exact.ts";
import type { Json, Value } from "./values.ts";

/** A value as it is handed to an action. */
export function jsonOf(value: Value): Json {
  switch (value.kind) {
    case "number":
      return jsonNumber(value.exact);
    case "money":
      return {
        amount: written(value.exact, decimals(value.exact) > 8 ? 2 : undefined),
        currency: value.currency,
      };
    case "text":
      return value.text;
    case "flag":
      return value.flag;
    case "date":
      return value.date.toString();
    case "time":
      return value.time.toString({ smallestUnit: "second" });
    case "moment":
      return value.instant.toString({ smallestUnit: "millisecond" });
    case "length":
      return { ...value.length };
    case "list":
      return value.members.map(jsonOf);
    case "record":
      return Object.fromEntries(
        [...value.fields].flatMap(([name, one]) => (one === undefined ? [] : [[name, jsonOf(one)]])),
      );
    case "option":
    case "pipeline":
      return { id: value.id, title: value.title };
    case "user": {
      const { id, name, email } = value.user;
      return { id, name, ...(email === undefined ? {} : { email }) };
    }
    case "stage":
      return value.name;
    case "item":
      return { entity: value.item.entity, id: value.item.id };
    case "file":
      return value.file;
  }
}

import { present, type Type } from "../../../src/types/types.ts";
import { takesText } from "./texts.ts";
import { text, type Value } from "./values.ts";

/** A value where a type is wanted that it turns into: a number into money, an option into text. */
export function turned(value: Value | undefined, wanted: Type, currency: string): Value | undefined {
  const type = present(wanted);
  switch (value?.kind) {
    case "number":
      return type.kind === "plain" && type.name === "Money" ? { ...value, kind: "money", currency } : value;
    case "option":
      return takesText(type) ? text(value.title) : value;
    case "list":
      if (type.kind !== "list") return value;
      return { ...value, members: value.members.flatMap((one) => turned(one, type.of, currency) ?? []) };
    case "record": {
      if (type.kind !== "record") return value;
      const fields = [...value.fields].map(([name, one]) => {
        const of = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
        return [name, of === undefined ? one : turned(one, of, currency)] as const;
      });
      return { ...value, fields: new Map(fields) };
    }
    default:
      return value;
  }
}

import { isTextLike, type Type } from "../types/types.ts";

/** Kinds of values, as far as operators, parts and formats tell them apart. */
export type Kind =
  | "number"
  | "money"
  | "text"
  | "boolean"
  | "date"
  | "moment"
  | "time"
  | "duration"
  | "option"
  | "user"
  | "stage"
  | "pipeline"
  | "item"
  | "list";

/** Kinds in the words of tables and messages, one value and many. */
export const kindNames: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  number: { one: "a number", many: "numbers" },
  money: { one: "money", many: "amounts of money" },
  text: { one: "a text", many: "texts" },
  boolean: { one: "yes or no", many: "yes or no" },
  date: { one: "a date", many: "dates" },
  moment: { one: "a moment", many: "moments" },
  time: { one: "a time of day", many: "times of day" },
  duration: { one: "a length of time", many: "lengths of time" },
  option: { one: "an option", many: "options" },
  user: { one: "a user", many: "users" },
  stage: { one: "a stage", many: "stages" },
  pipeline: { one: "a pipeline", many: "pipelines" },
  item: { one: "an item", many: "items" },
  list: { one: "a list", many: "lists" },
};

/** The kind of a value that is there; undefined where no operator tells it from another: records, and what is unknown. */
export function kindOf(type: Type): Kind | undefined {
  switch (type.kind) {
    case "plain":
      switch (type.name) {
        case "Number":
        case "Integer":
          return "number";
        case "Money":
          return "money";
        case "Boolean":
          return "boolean";
        case "Date":
          return "date";
        case "DateTime":
          return "moment";
        case "Time":
          return "time";
        case "Duration":
          return "duration";
        case "User":
          return "user";
        case "Stage":
          return "stage";
        case "Text":
        case "Email":
        case "Phone":
        case "Url":
        case "File":
          return "text";
      }
      break;
    case "option":
    case "item":
    case "list":
      return type.kind;
    case "choice":
      return "text";
    case "place":
      return type.of;
    case "union":
      return type.of.every(isTextLike) ? "text" : undefined;
    case "record":
    case "optional":
    case "entityName":
    case "pipelineName":
    case "fieldValues":
    case "fieldName":
    case "fieldValue":
    case "nothing":
    case "unknown":
      return undefined;
  }
}

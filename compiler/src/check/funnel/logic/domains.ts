import type { Field } from "../../../schema/format.ts";
import type { Type } from "../../../types/types.ts";
import { present } from "../../../types/types.ts";
import { whole } from "./exact.ts";
import { placesOf } from "./places.ts";
import { everything, type Spans } from "./spans.ts";
import type { Domain } from "./values.ts";

const numbers: Domain = { kind: "ordered", grain: "fine", all: everything };
const wholeNumbers: Domain = { kind: "ordered", grain: "whole", all: everything };

/** Whole numbers from one to another, both included. */
export function wholeFrom(from: number, to: number): Domain {
  const all: Spans = [{ from: { at: whole(from), included: true }, to: { at: whole(to), included: true } }];
  return { kind: "ordered", grain: "whole", all };
}

export const yesOrNo: Domain = { kind: "choice", ids: ["true", "false"] };

/** Things told apart by who they are, of which there may always be more. */
const strangers: Domain = { kind: "choice" };

/** Seconds of a day. */
const timesOfDay = wholeFrom(0, 24 * 60 * 60 - 1);

/**
 * What the values of a type look like. Dates are counted in days since 1970, moments in milliseconds, times of day in
 * seconds, lengths of time in milliseconds.
 */
export function domainOf(type: Type, field?: Field): Domain {
  const kind = present(type);
  const filled = field?.required === true;
  switch (kind.kind) {
    case "plain":
      switch (kind.name) {
        case "Number":
        case "Money":
        case "Duration":
          return numbers;
        case "Integer":
        case "Date":
        case "DateTime":
          return wholeNumbers;
        case "Time":
          return timesOfDay;
        case "Boolean":
          return yesOrNo;
        case "Text":
        case "Email":
        case "Phone":
        case "Url":
        case "File":
          return { kind: "text", filled };
        case "User":
        case "Stage":
          return strangers;
      }
      break;
    case "place":
      return { kind: "choice", ids: placesOf(kind.pipelines) };
    case "option":
      return { kind: "choice", ids: kind.options.map((option) => option.id) };
    case "choice":
      // An empty text is there, and yet not set: such texts are told apart as texts.
      return kind.texts.includes("") ? { kind: "text", filled: false } : { kind: "choice", ids: kind.texts };
    case "list":
      return { kind: "list", filled: false };
    default:
      break;
  }
  return strangers;
}

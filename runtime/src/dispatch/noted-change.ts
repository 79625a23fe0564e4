import type { ActivityDraft, CompleteChange, ItemChange, LinkChange, Ref } from "../actions/index.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { asJson } from "./json.ts";
import type { AttemptReach } from "./worker-reach.ts";

/** The longest title and text of a record, and the largest data of it, in characters. */
const LONGEST_TITLE = 1000;
const LONGEST_TEXT = 64 * 1024;

type Given = Readonly<Record<string, Json>>;

function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function refuse(what: string): never {
  throw new TypeError(`An action noted a change that is none: ${what}.`);
}

function textOf(given: Given, name: string, longest = LONGEST_TITLE): string {
  const value = given[name];
  if (typeof value !== "string") return refuse(`“${name}” has to be text`);
  return value.length > longest ? refuse(`“${name}” has more than ${longest} characters`) : value;
}

function wholeOf(given: Given, name: string): number {
  const value = given[name];
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  return refuse(`“${name}” has to be a whole number above 0`);
}

function flagOf(given: Given, name: string): boolean {
  const value = given[name];
  return typeof value === "boolean" ? value : refuse(`“${name}” has to be true or false`);
}

function objectOf(given: Given, name: string): JsonObject {
  const value = given[name];
  return isObject(value) ? value : refuse(`“${name}” has to be an object`);
}

function refOf(given: Given, name: string): Ref {
  const ref = objectOf(given, name);
  return { entity: textOf(ref, "entity"), id: wholeOf(ref, "id") };
}

/** A part that can be left out: nothing at all, or read. */
function maybe<K extends string, T>(
  given: Given,
  name: K,
  read: (given: Given, name: K) => T,
): Partial<Record<K, T>> {
  if (given[name] === undefined || given[name] === null) return {};
  const part: Partial<Record<K, T>> = {};
  part[name] = read(given, name);
  return part;
}

function draftOf(given: Given): ActivityDraft {
  const data = maybe(given, "data", objectOf);
  if (JSON.stringify(data).length > LONGEST_TEXT) refuse(`“data” has more than ${LONGEST_TEXT} characters`);
  return {
    kind: textOf(given, "kind"),
    title: textOf(given, "title"),
    ...maybe(given, "id", wholeOf),
    ...maybe(given, "text", (from, name) => textOf(from, name, LONGEST_TEXT)),
    ...maybe(given, "who", wholeOf),
    ...maybe(given, "deadline", textOf),
    ...maybe(given, "open", flagOf),
    ...maybe(given, "untilLeft", flagOf),
    ...data,
  };
}

function linkOf(kind: LinkChange["kind"], given: Given, item: { readonly item?: Ref }): LinkChange {
  return { kind, to: refOf(given, "to"), ...maybe(given, "field", textOf), ...item };
}

function completeOf(given: Given, item: { readonly item?: Ref }): CompleteChange {
  return {
    kind: "complete",
    ...maybe(given, "activity", wholeOf),
    ...maybe(given, "of", textOf),
    ...maybe(given, "stage", textOf),
    ...item,
  };
}

function changeOf(given: Given): ItemChange {
  const item = maybe(given, "item", refOf);
  const { kind } = given;
  switch (kind) {
    case "move":
      return { kind, stage: textOf(given, "stage"), ...item };
    case "set":
      return { kind, fields: objectOf(given, "fields"), ...maybe(given, "append", flagOf), ...item };
    case "create": {
      const place = { ...maybe(given, "pipeline", textOf), ...maybe(given, "stage", textOf) };
      return { kind, item: refOf(given, "item"), fields: objectOf(given, "fields"), ...place };
    }
    case "delete":
      return { kind, ...item };
    case "link":
    case "unlink":
      return linkOf(kind, given, item);
    case "pipeline":
      return { kind, pipeline: textOf(given, "pipeline"), ...maybe(given, "stage", textOf), ...item };
    case "record":
      return { kind, activity: draftOf(objectOf(given, "activity")), ...item };
    case "complete":
      return completeOf(given, item);
    default:
      return refuse(`there is no kind “${String(kind)}”`);
  }
}

/**
 * What an action noted, copied and looked at: it may be held by code that nobody has type-checked, and be changed
 * afterwards.
 *
 * @throws TypeError where it is no change
 */
export function notedChange(change: unknown, hide: AttemptReach["hide"]): ItemChange {
  const json = asJson(change);
  if (!json.ok) return refuse(`${json.where === "" ? "it" : json.where} is ${json.what}`);
  const shown = hide(json.json);
  return isObject(shown) ? changeOf(shown) : refuse("it is no object");
}

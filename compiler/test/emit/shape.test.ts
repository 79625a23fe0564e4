import { describe, expect, it } from "vitest";
import { readRuleSet } from "../../../runtime/src/service/rule-set-shape.ts";
import { loadEmitted } from "./load.ts";
import { everything, soundProject } from "./sample.ts";

type Place = readonly (string | number)[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The places of everything in a value, one of each kind: members of a list are like each other. */
function placesIn(value: unknown, at: Place, kinds: Set<string>): readonly Place[] {
  const kind = at.map((part) => (typeof part === "number" ? "#" : part)).join(".");
  const own = isObject(value) && typeof value.kind === "string" ? ` ${value.kind}` : "";
  const isNew = !kinds.has(kind + own);
  kinds.add(kind + own);
  const inside = Array.isArray(value)
    ? value.flatMap((one, index) => placesIn(one, [...at, index], kinds))
    : isObject(value)
      ? Object.entries(value).flatMap(([name, one]) => placesIn(one, [...at, name], kinds))
      : [];
  return isNew ? [at, ...inside] : inside;
}

function changed(value: unknown, [first, ...rest]: Place, change: (value: unknown) => unknown): unknown {
  if (first === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((one, index) => (index === first ? changed(one, rest, change) : one));
  return isObject(value) ? { ...value, [first]: changed(value[first], rest, change) } : value;
}

const written = (place: Place): string =>
  place.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}.${part}`),
    "ruleSet",
  );

describe("what the service asks of a rule set", () => {
  it("is what is emitted", async () => {
    const { ruleSet } = loadEmitted(await soundProject(everything));
    expect(readRuleSet(ruleSet)).toEqual({ ok: true, ruleSet });
  });

  it("is asked of every part, and told by its place", async () => {
    const { ruleSet } = loadEmitted(await soundProject(everything));
    const places = placesIn({ ...ruleSet, schema: { entities: {} } }, [], new Set());
    expect(places.length).toBeGreaterThan(100);
    for (const place of places) {
      const wrong = changed(ruleSet, place, () => Symbol("something else"));
      const found = readRuleSet(wrong);
      expect(found, written(place)).toEqual({ ok: false, at: written(place) });
    }
  });

  it.each([
    [
      "was made before there were other blocks than those of stages",
      ["blocks", 0, "kind"],
      "ruleSet.blocks[0].kind",
    ],
    ["has no triggers", ["triggers"], "ruleSet.triggers"],
    ["has no calendar", ["calendar"], "ruleSet.calendar"],
    ["has no rates", ["rates"], "ruleSet.rates"],
    ["has no language", ["locale"], "ruleSet.locale"],
    ["has no events", ["events"], "ruleSet.events"],
  ])("is missed where it %s", async (_, place, at) => {
    const { ruleSet } = loadEmitted(await soundProject(everything));
    expect(readRuleSet(changed(ruleSet, place, () => undefined))).toEqual({ ok: false, at });
  });
});

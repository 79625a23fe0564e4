import { drawCondition } from "./conditions.ts";
import { atom, drawNeeded, drawPiece, type Piece, type Place, tight } from "./expressions.ts";
import { drawOfOthers } from "./items-of-others.ts";
import { hostileTexts } from "./pools.ts";
import { type Kind, type Simple, type Source, withParts } from "./sources.ts";

/** A group that rules can include. */
export interface DrawnGroup {
  readonly name: string;
  readonly entity: string;
  readonly parameters: readonly { readonly kind: Kind; readonly mayBeMissing: boolean }[];
}

/** What the rules of a block have to choose from. */
export interface BlockPlace extends Place {
  readonly entity: string;
  readonly groups: readonly DrawnGroup[];
  readonly freeNames: string[];
}

const simple = (is: Simple): Kind => ({ is });
const listOf = (is: Simple): Kind => ({ is: "list", of: { is } });

/** The fixed texts that `make` returns, and `take` takes. */
const way: Kind = { is: "choice", texts: ["by hand", "by machine", "it's {odd} \"\\"] };

/** What `make` returns. */
function madeSources(name: string, place: Place): readonly Source[] {
  const fields: readonly (readonly [string, Kind, boolean])[] = [
    ["title", simple("text"), true],
    ["note", simple("text"), true],
    ["way", way, true],
    ["ways", { is: "list", of: way }, true],
    ["count", simple("integer"), true],
    ["ratio", simple("number"), true],
    ["done", simple("flag"), true],
    ["price", simple("money"), true],
    ["day", simple("date"), true],
    ["moment", simple("moment"), true],
    ["time", simple("time"), true],
    ["owner", simple("user"), true],
    ["tags", listOf("text"), true],
    ["prices", listOf("money"), true],
  ];
  return fields.flatMap(([field, kind, mayBeMissing]) =>
    withParts({ path: `${name}.${field}`, kind, mayBeMissing }, place.world.schema, 1),
  );
}

/** What an event brings with it. */
export function eventSources(place: Place): readonly Source[] {
  const fields: readonly (readonly [string, Kind])[] = [
    ["name", simple("text")],
    ["count", simple("integer")],
    ["price", simple("money")],
    ["day", simple("date")],
    ["flag", simple("flag")],
    ["by", simple("user")],
    ["tags", listOf("text")],
  ];
  return fields.flatMap(([field, kind]) =>
    withParts({ path: `event.${field}`, kind, mayBeMissing: true }, place.world.schema, 1),
  );
}

type Parameters = readonly (readonly [name: string, kind: Kind])[];

const taken: Parameters = [
  ["text", simple("text")],
  ["number", simple("number")],
  ["whole", simple("integer")],
  ["flag", simple("flag")],
  ["day", simple("date")],
  ["moment", simple("moment")],
  ["time", simple("time")],
  ["length", simple("length")],
  ["money", simple("money")],
  ["email", simple("email")],
  ["phone", simple("phone")],
  ["url", simple("url")],
  ["person", simple("user")],
  ["link", simple("text")],
  ["way", way],
];

const needed: Parameters = [
  ["text", simple("text")],
  ["number", simple("number")],
  ["money", simple("money")],
  ["day", simple("date")],
  ["moment", simple("moment")],
  ["person", simple("user")],
];

const gathered: Parameters = [
  ["texts", listOf("text")],
  ["numbers", listOf("number")],
  ["amounts", listOf("money")],
  ["days", listOf("date")],
  ["people", listOf("user")],
  ["ways", { is: "list", of: way }],
];

/** An argument where a kind is asked for, with what else goes for it there. */
function drawArgument(kind: Kind, place: Place): Piece | undefined {
  const { draw } = place;
  if (kind.is === "text" && draw.chance(15)) {
    const named = ["option", "choice"];
    const options = place.sources.filter((one) => named.includes(one.kind.is) && !one.mayBeMissing);
    if (options.length > 0) return atom(draw.one(options).path);
  }
  if (kind.is === "money" && draw.chance(25)) return drawNeeded(simple("number"), place);
  return drawNeeded(kind, place);
}

function drawRecord(place: Place): string {
  const { draw } = place;
  const entries = [
    ["title", drawArgument(simple("text"), place)],
    ["price", draw.chance(50) ? drawArgument(simple("money"), place) : undefined],
    ["day", draw.chance(50) ? drawPiece(simple("date"), place, true) : undefined],
    ["tags", draw.chance(50) ? drawNeeded(listOf("text"), place) : undefined],
    ["way", draw.chance(50) ? drawPiece(way, place, true) : undefined],
  ] as const;
  return `{ ${entries.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value.text}`])).join(", ")} }`;
}

/** Who is written to: without a value, it would go to somebody else. */
const recipients: ReadonlySet<string> = new Set(["email", "phone", "user"]);

/** Arguments for parameters that can be left out: their values may be missing, but for those of recipients. */
function named(parameters: Parameters, place: Place): readonly string[] {
  return parameters.flatMap(([name, kind]) => {
    const hasValue = recipients.has(kind.is) || place.draw.chance(50);
    const piece = hasValue ? drawArgument(kind, place) : drawPiece(kind, place, true);
    return piece === undefined ? [] : [`${name}: ${piece.text}`];
  });
}

/** The name of a field, and a value for it. */
function drawNote(place: BlockPlace): string | undefined {
  const { draw } = place;
  const fields = place.world.schema.entities[place.entity]?.fields ?? {};
  const writable = Object.keys(fields).filter((name) => fields[name]?.readOnly !== true);
  const own = place.sources.filter(({ path }) => writable.includes(path));
  if (own.length === 0) return undefined;
  const { path, kind } = draw.one(own);
  const value = kind.is === "file" || kind.is === "item" ? undefined : drawNeeded(kind, place);
  return value && `note(${path}, ${value.text})`;
}

/** The stage of the item, where its like goes through stages. */
function ownStage({ draw, sources }: BlockPlace): readonly string[] {
  return draw.chance(20) && sources.some(({ path }) => path === "stage") ? ["stage: stage"] : [];
}

function drawAction(place: BlockPlace): string {
  const { draw } = place;
  switch (draw.int(0, 5)) {
    case 0: {
      const args = needed.map(([, kind]) => drawArgument(kind, place)?.text);
      return args.every((one) => one !== undefined) ? `need(${args.join(", ")})` : "take()";
    }
    case 1: {
      const lists = named(draw.some(gathered, 0, 3), place);
      return `gather(${[...lists, ...(draw.chance(50) ? [`what: ${drawRecord(place)}`] : [])].join(", ")})`;
    }
    case 2:
      return drawNote(place) ?? "take()";
    case 3:
      return drawOfOthers(place) ?? "take()";
    default:
      return `take(${[...named(draw.some(taken, 1, 4), place), ...ownStage(place)].join(", ")})`;
  }
}

/** A condition that leaves its block open: a branch of its own stands in parentheses. */
export function drawOpen(place: Place): string {
  return tight(drawCondition(place), 1);
}

const lengths = [
  "2 hours",
  "30 minutes",
  "3 days",
  "1 month",
  "2 working days",
  "45 working minutes",
  "1 week",
];

function drawSchedule(place: BlockPlace, ruleNames: readonly string[]): string {
  const { draw } = place;
  const shallow = { ...place, depth: 1 };
  const clauses: string[] = [];
  if (ruleNames.length > 0 && draw.chance(30)) {
    const target = draw.one(["previous", "all previous", draw.one(ruleNames)]);
    clauses.push(`after ${target}${draw.one(["", " succeeds", " fails"])}`);
  }
  if (draw.chance(20)) clauses.push(`after ${draw.one(lengths)}`);
  const time = drawPiece(simple("time"), shallow, false);
  const day = drawPiece(simple(draw.one(["date", "moment"])), shallow, false);
  if (draw.chance(25) && time !== undefined && day !== undefined) {
    // What stands behind \`on\` and \`before\` is a sum.
    const on = tight(day, 5);
    clauses.push(
      draw.one([
        `at ${tight(time, 5)}`,
        `at ${tight(time, 5)} on ${on}`,
        `at ${on}`,
        `at ${draw.one(lengths)} ${draw.one(["before", "after"])} ${on}`,
        `at ${tight(time, 5)} on ${draw.one(lengths)} before ${on}`,
      ]),
    );
  }
  if (draw.chance(15)) {
    const user = drawPiece(simple("user"), shallow, true);
    clauses.push(
      `within working hours${user !== undefined && draw.chance(50) ? ` of ${tight(user, 9)}` : ""}`,
    );
  }
  if (draw.chance(15)) {
    const until = draw.chance(50) ? ` until (${drawCondition(shallow).text})` : "";
    clauses.push(`every ${draw.one(lengths)} up to ${draw.int(1, 5)} times${until}`);
  }
  return clauses.length === 0 ? "" : `${clauses.join(", ")} `;
}

function drawModifiers(place: BlockPlace, hasAnchor: boolean): string {
  const { draw } = place;
  const found: string[] = [];
  if (draw.chance(15)) {
    const user = drawNeeded(simple("user"), { ...place, depth: 0 });
    if (user !== undefined) found.push(`as ${tight(user, 9)}`);
  }
  if (draw.chance(10)) found.push(draw.one(["once", "once per 90 days"]));
  if (draw.chance(10)) found.push(`retry ${draw.int(1, 9)} times`);
  if (hasAnchor && draw.chance(20)) found.push("skip if late");
  if (draw.chance(5)) found.push("disabled");
  return found.map((one) => ` ${one}`).join("");
}

/** A condition that begins with what it has found set, and the paths. */
function drawRuleCondition(place: BlockPlace): { readonly text: string; readonly known: readonly string[] } {
  const { draw } = place;
  const missing = place.sources.filter((one) => one.mayBeMissing && !one.path.includes("("));
  const known = draw.chance(40) ? draw.some(missing, 1, 2).map(({ path }) => path) : [];
  const asked = known.map((path) => `${path} is set`);
  const other = known.length === 0 || draw.chance(50) ? [tight(drawCondition(place), 3)] : [];
  return { text: [...asked, ...other].join(" and "), known };
}

/** The rules between the signs of a block. */
export function drawRules(place: BlockPlace, most: number): string {
  const { draw } = place;
  const names: string[] = [];
  let sources = place.sources;
  const entries = draw.many(1, most, () => {
    const here: BlockPlace = { ...place, sources };
    const description = draw.chance(10)
      ? `/// ${draw.one(hostileTexts).replace(/[\p{C}\p{Z}]/gu, " ")}\n  `
      : "";
    const groups = place.groups.filter((group) => group.entity === place.entity);
    if (groups.length > 0 && draw.chance(25)) {
      const group = draw.one(groups);
      const args = group.parameters.map((one) =>
        one.mayBeMissing
          ? drawPiece(one.kind, { ...here, depth: 1 }, true)
          : drawNeeded(one.kind, { ...here, depth: 1 }),
      );
      if (args.every((one) => one !== undefined)) {
        const after = names.length > 0 && draw.chance(30) ? "after previous " : "";
        const when = draw.chance(30) ? ` when ${drawOpen({ ...here, depth: 1 })}` : "";
        return `${description}${after}include ${group.name}(${args.map((one) => one.text).join(", ")})${when}`;
      }
    }
    const schedule = drawSchedule(here, names);
    const hasAnchor = /\bat .* (on|before|after) /.test(schedule);
    if (draw.chance(25) && place.freeNames.length > 0) {
      const name = place.freeNames.shift() ?? "";
      const helper = draw.one(["make", "make", "open", "count"]);
      const made: readonly Source[] =
        helper === "make"
          ? madeSources(name, place)
          : helper === "open"
            ? withParts({ path: name, kind: { is: "link" }, mayBeMissing: false }, place.world.schema, 1)
            : [{ path: name, kind: simple("number"), mayBeMissing: false }];
      const title =
        helper === "open" || draw.chance(50) ? undefined : drawNeeded(simple("text"), { ...here, depth: 1 });
      const when = draw.chance(20) ? ` when ${drawOpen({ ...here, depth: 1 })}` : "";
      const text = `${description}let ${name} = ${schedule}${helper}(${title?.text ?? ""})${when}${drawModifiers(here, hasAnchor)}`;
      sources = [...sources, ...made];
      names.push(name);
      return text;
    }
    const label = draw.chance(20) ? place.freeNames.shift() : undefined;
    const condition = draw.chance(70) ? drawRuleCondition(here) : undefined;
    const inside: BlockPlace = { ...here, known: new Set([...here.known, ...(condition?.known ?? [])]) };
    const action = drawAction(inside);
    if (label !== undefined) names.push(label);
    const when = condition === undefined ? "" : ` when ${condition.text}`;
    return `${description}${label === undefined ? "" : `${label}: `}${schedule}${action}${when}${drawModifiers(inside, hasAnchor)}`;
  });
  return entries.map((entry) => `  ${entry};\n`).join("");
}

import assert from "node:assert/strict";
import { type Declaration, format, type Parsed, parse, type Section } from "@onstage/compiler";

/** What holds of any text whatever. Each function throws where it does not. */

interface Spanned {
  readonly start: number;
  readonly end: number;
}

function isSpanned(value: object): value is Spanned {
  return (
    "start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number"
  );
}

/** Every node lies inside the one that it belongs to. */
function checkNesting(value: unknown, outer: Spanned): void {
  if (typeof value !== "object" || value === null) return;
  let around = outer;
  if (isSpanned(value)) {
    const { start, end } = value;
    const inside = outer.start <= start && start <= end && end <= outer.end;
    assert.ok(inside, `${JSON.stringify(value)} lies outside of ${outer.start}..${outer.end}`);
    around = value;
  }
  for (const inner of Object.values(value)) checkNesting(inner, around);
}

const everySpace = /[\s\uFEFF\u200B]/g;

function checkTokens(section: Section): void {
  let end = 0;
  for (const token of section.tokens) {
    assert.ok(token.start >= end, "tokens come one behind the other");
    assert.equal(section.text.slice(token.start, token.end), token.text);
    end = token.end;
  }
  const words = section.tokens.map(({ text }) => text).join("");
  assert.equal(
    words.replaceAll(everySpace, ""),
    section.text.replaceAll(everySpace, ""),
    "no character is lost",
  );
}

/** What a section means follows from its own text. */
function checkSection(section: Section): void {
  checkTokens(section);
  if (section.node !== undefined) checkNesting(section.node, { start: 0, end: section.text.length });
  const alone = parse(section.text).sections;
  assert.equal(alone.length, 1, "a section by itself is one section");
  assert.deepEqual(alone[0]?.section.node, section.node);
  assert.equal(JSON.stringify(alone[0]?.section.diagnostics), JSON.stringify(section.diagnostics));
}

function checkSections({ text, sections, diagnostics, tokens }: Parsed): void {
  let end = sections[0]?.offset ?? text.length;
  assert.equal(text.slice(0, end).replaceAll(everySpace, ""), "", "nothing stands before the first section");
  for (const { offset, section } of sections) {
    assert.equal(offset, end, "sections follow one another");
    end = offset + section.text.length;
    assert.equal(section.text, text.slice(offset, end));
    checkSection(section);
  }
  assert.equal(end, text.length, "the last section goes to the end");
  for (const token of tokens) assert.equal(text.slice(token.start, token.end), token.text);
  for (const one of diagnostics) {
    assert.ok(
      one.start >= 0 && one.start <= one.end && one.end <= Math.max(1, text.length),
      JSON.stringify(one),
    );
    for (const fix of one.fixes) {
      for (const edit of fix.edits()) {
        assert.ok(edit.start >= 0 && edit.start <= edit.end && edit.end <= text.length, JSON.stringify(edit));
      }
    }
  }
}

const places = new Set(["start", "end", "open", "close"]);

/** A tree without the places of its nodes. */
export function shapeOf(nodes: readonly (Declaration | undefined)[]): unknown {
  return JSON.parse(JSON.stringify(nodes, (key, value: unknown) => (places.has(key) ? undefined : value)));
}

const commentsOf = (parsed: Parsed): readonly string[] =>
  parsed.tokens
    .filter(({ kind }) => kind.endsWith("Comment"))
    .map(({ text }) => text.trimEnd().replaceAll("\r\n", "\n"));

const isSound = ({ section }: Parsed["sections"][number]): boolean =>
  section.node !== undefined && section.diagnostics.every(({ severity }) => severity !== "error");

/** Formatting keeps what the text says, and doing it twice changes nothing more. */
function checkFormat(text: string, parsed: Parsed): void {
  const formatted = format(text);
  assert.equal(format(formatted), formatted, "formatting twice changes nothing more");
  const again = parse(formatted);
  assert.deepEqual(commentsOf(again), commentsOf(parsed), "comments are kept");
  const sound = (of: Parsed) => shapeOf(of.sections.filter(isSound).map(({ section }) => section.node));
  assert.deepEqual(sound(again), sound(parsed), "formatting keeps the tree");
}

/** Everything that holds of any text. */
export function checkText(text: string): void {
  const parsed = parse(text);
  checkSections(parsed);
  checkFormat(text, parsed);
}

/** A text that was read before it was changed is read as if it were new, and what was not touched is the same. */
export function checkChange(before: Parsed, text: string): Parsed {
  const changed = parse(text, before);
  const fresh = parse(text);
  assert.deepEqual(
    changed.sections.map(({ offset, reach, section }) => [offset, reach, section.text, section.node]),
    fresh.sections.map(({ offset, reach, section }) => [offset, reach, section.text, section.node]),
  );
  assert.equal(JSON.stringify(changed.diagnostics), JSON.stringify(fresh.diagnostics));
  return changed;
}

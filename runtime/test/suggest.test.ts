import { expect, it } from "vitest";
import { suggest } from "../src/index.ts";

it.each([
  ["in other letters", "AMOUNT", "amount"],
  ["with two neighbours swapped", "eb", "be"],
  ["with one letter more than there is", "xs", "x"],
  ["with a third of its letters wrong", "amuuut", "amount"],
  ["as long as a sentence", `${"long ".repeat(40)}x`, `${"long ".repeat(40)}y`],
])("a name written %s is near", (_, written, meant) => {
  expect(suggest(written, ["nothing like it", meant])).toBe(`Did you mean “${meant}”?`);
});

it.each([
  ["with more than a third of its letters wrong", "amuuux", "amount"],
  ["shorter than what it would take", "a", "abcdef"],
  ["in five letters, two of them wrong, of a longer one", "dealx", "dealer"],
])("a name written %s is not near", (_, written, known) => {
  expect(suggest(written, [known])).toBe(`Known: “${known}”.`);
});

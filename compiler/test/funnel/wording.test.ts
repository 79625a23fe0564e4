import { expect, test } from "vitest";
import { programOf } from "../declaration-support.ts";
import { funnelFindingsOf } from "./support.ts";

const race = `setField(discount, 5);
  setField(discount, 10) when pieces > 10;`;

async function onlyOne(rules: string) {
  const [found, ...more] = funnelFindingsOf(await programOf(rules));
  if (found === undefined || more.length > 0) throw new Error(`${more.length} more were found`);
  return found;
}

test.each([
  [
    "in one block",
    `on stage "New" in deals <\n  ${race}\n>`,
    "let one wait for the other, as with `after previous`",
  ],
  [
    "in two blocks, which cannot wait for each other",
    `on stage "New" in deals < ${race.replace(";\n", '; >\non stage "New" in deals <')} >`,
    "put both into one block, where one can wait for the other",
  ],
])("says how two rules come one after the other %s", async (_, rules, help) => {
  expect((await onlyOne(rules)).help).toContain(help);
});

test("tells apart two rules of one name", async () => {
  const rules = `rules thx() in deals < sendEmail("Thank you!"); >
on stage "Won" in deals < include thx(); >
on stage "Won" in deals < include thx(); >`;
  const { message, witness } = await onlyOne(rules);
  expect(message).toBe(
    "`thx.sendEmail` and the one of another block both call sendEmail at the same time with the same words, so the client gets them twice",
  );
  expect(witness?.text).toBe("on a Deal, the client gets the same by sendEmail twice");
});

test("says of a list with nothing in it that there is none", async () => {
  const rules = `on stage "New" in deals <
  setField(discount, 5) when not (observers contains "Anna");
  setField(discount, 6);
>`;
  expect((await onlyOne(rules)).witness?.text).toBe("on a Deal with no observers, both write discount");
});

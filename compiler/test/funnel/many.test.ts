import { expect, test } from "vitest";
import { programOf } from "../declaration-support.ts";
import { funnelFindingsOf } from "./support.ts";

/** Many blocks that one stage starts, each of which writes what others write and read. */
function crowd(blocks: number): string {
  return Array.from(
    { length: blocks },
    (_, number) =>
      `on stage "New" in deals <\n  setField(pieces, ${number}) when amount > ${number};\n  notify("Anna", "{pieces}") when pieces > ${number};\n>`,
  ).join("\n");
}

const circle = `on stage "Proposal" in deals < changeStage("Wait for payment"); >
on stage "Wait for payment" in deals < changeStage("Proposal"); >`;

const codesOf = async (rules: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  funnelFindingsOf(await programOf(rules)).map((one) => one.code);

test("a few rules that start together are told of as races", async () => {
  const codes = await codesOf({ "rules/a.rules": crowd(3) });
  expect(codes.filter((code) => code === "OS3017")).toHaveLength(2);
});

test("of a crowd of rules that start together, only so many items are followed, and circles are told of all the same", async () => {
  const codes = await codesOf({ "rules/a.rules": crowd(1000), "rules/b.rules": circle });
  const races = codes.filter((code) => code === "OS3017" || code === "OS3018");
  expect(races.length).toBeGreaterThan(0);
  expect(races.length).toBeLessThan(60);
  expect(codes).toContain("OS3010");
});

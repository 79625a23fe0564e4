import { catalogue } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, inNew, mended, onlyFound, programOf } from "./declaration-support.ts";

/** A rule with a value that nobody uses: OS3002. */
const unused = "let link = createPaymentLink();";

describe("a comment that allows a finding", () => {
  it.each([
    ["above a rule", inNew(`// allow OS3002: kept by the desk\n${unused}`)],
    ["above a rule, with other comments", inNew(`// allow OS3002: kept\n// by the desk\n\n${unused}`)],
    ["above a rule with a description", inNew(`// allow OS3002: kept\n/// Makes the link\n${unused}`)],
    ["behind a rule", inNew(`${unused} // allow OS3002: kept by the desk`)],
    ["behind the first line of a rule", inNew("let link = // allow OS3002: kept\n  createPaymentLink();")],
    [
      "behind the last of several rules on a line",
      inNew(`notify("Max", "a"); ${unused} // allow OS3002: kept`),
    ],
    [
      "behind the first of several rules on a line",
      inNew(`${unused} notify("Max", "a"); // allow OS3002: kept`),
    ],
    ["above a block", `// allow OS3002: kept\n${inNew(unused)}`],
    ["behind the header of a block", `on stage "New" in deals < // allow OS3002: kept\n${unused}\n>`],
    ["behind a block on one line", `on stage "New" in deals < ${unused} > // allow OS3002: kept`],
    ["behind a constant", `const a = 1 // allow OS3051: for later\n${inNew('notify("Max", "a");')}`],
    ["above a constant", `// allow OS3051: for later\nconst a = 1\n${inNew('notify("Max", "a");')}`],
    ["by the name of the finding", inNew(`// allow unused-value: kept\n${unused}`)],
    ["in small letters", inNew(`// allow os3002: kept\n${unused}`)],
    [
      "with others in one comment",
      inNew(`// allow OS3002, OS3056: kept\nlet link = createPaymentLink() skip if late;`),
    ],
    [
      "about the syntax",
      '// allow OS1005: as everywhere here\non stage "New" in deals { notify("Max", "a"); }',
    ],
  ])("silences it %s", async (_, text) => {
    expect(await found(text)).toEqual([]);
  });

  it("can call each finding by a name of its own", () => {
    const names = Object.values(catalogue).map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("silences it there only", async () => {
    const text = inNew(`// allow OS3002: kept\n${unused}\nlet other = createPaymentLink();`);
    expect(await found(text)).toEqual(["OS3002 other"]);
    const blocks = `// allow OS3002: kept\n${inNew(unused)}${inNew(unused)}`;
    expect(await found(blocks)).toEqual(["OS3002 link"]);
  });

  it("silences each of several findings of a code", async () => {
    const text = `// allow OS3002: kept\n${inNew(`${unused} let other = createPaymentLink();`)}`;
    expect(await found(text)).toEqual([]);
  });

  it.each([
    ["silences nothing", inNew('// allow OS3002: kept\nnotify("Max", "a");'), ["OS3052 OS3002"]],
    ["stands at nothing", inNew(`${unused}\n// allow OS3002: kept`), ["OS3002 link", "OS3052 OS3002"]],
    ["stands in another place", `${inNew(unused)}// allow OS3002: kept\n`, ["OS3002 link", "OS3052 OS3002"]],
    ["gives no reason", inNew(`// allow OS3002\n${unused}`), ["OS3053 OS3002"]],
    ["gives an empty reason", inNew(`// allow OS3002:  \n${unused}`), ["OS3053 OS3002"]],
    ["names no code", inNew(`// allow OS3992: kept\n${unused}`), ["OS3054 OS3992", "OS3002 link"]],
    [
      "names no finding",
      inNew(`// allow unused-valeu: kept\n${unused}`),
      ["OS3054 unused-valeu", "OS3002 link"],
    ],
    ["names an error", inNew('// allow OS2007: it will come\nnotify("Max", "a");'), ["OS3055 OS2007"]],
    [
      "names an error that is there",
      inNew('// allow OS2007: it will come\nnotify("Max", amuont);'),
      ["OS3055 OS2007", "OS2007 amuont"],
    ],
    ["names one too many", inNew(`// allow OS3002, OS3056: kept\n${unused}`), ["OS3052 OS3056"]],
  ])("is itself told about where it %s", async (_, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  it.each([
    "// allow customers to pay later",
    "// allow: nothing",
    "// allow it",
    "/// allow OS3002: this is a description",
    "// allowed OS3002: no",
  ])("is not what only looks like one: %s", async (comment) => {
    expect(await found(inNew(`${comment}\nnotify("Max", "a");`))).toEqual([]);
  });

  it("is not called needless where something else is wrong", async () => {
    const text = inNew(
      `// allow OS3004: fine\nlet link = createPaymentLink() when ammount > 5;\nsendEmail(link);`,
    );
    expect(await found(text)).not.toContain("OS3052 OS3004");
  });

  it("can be taken out by its fix, with its line", async () => {
    const above = inNew('// allow OS3002: kept\nnotify("Max", "a");');
    expect(mended(above, await onlyFound(above))).toBe(inNew('notify("Max", "a");'));
    const behind = inNew('notify("Max", "a"); // allow OS3002: kept');
    expect(mended(behind, await onlyFound(behind))).toBe(inNew('notify("Max", "a");'));
  });

  it("silences a name that the schema does not know, where those are warnings", async () => {
    const text = inNew('// allow OS2014: she starts tomorrow\nnotify("Anja", "a");\nnotify("Max", "b");');
    const program = await programOf(text, { schemaErrors: "warning" });
    expect(program.diagnostics).toEqual([]);
  });

  it("silences unused names only while they are", async () => {
    const text = `const a = 1 // allow OS3051: for later\n${inNew('notify("Max", "{a}");')}`;
    expect(await found(text)).toEqual(["OS3052 OS3051"]);
  });
});

import { describe, expect, it } from "vitest";
import { found, inNew, mended, programOf, type RulesFiles } from "./declaration-support.ts";

const rule = inNew('notify("Max", "{title}") when amount > bigDeal;');
const common = { "rules/common.rules": "const bigDeal = 50000\n" };

const withImport = (line: string, more: RulesFiles = common): RulesFiles => ({
  ...more,
  "rules/a.rules": `${line}\n${rule}`,
});

describe("an import", () => {
  it.each([
    ["./common.rules", "rules/common.rules"],
    ["../rules/common.rules", "rules/common.rules"],
    ["./deep/down/common.rules", "rules/deep/down/common.rules"],
    ["././deep/../common.rules", "rules/common.rules"],
  ])("finds a file from its own folder: %s", async (path, file) => {
    const files = withImport(`import { bigDeal } from "${path}"`, { [file]: common["rules/common.rules"] });
    expect(await found(files)).toEqual([]);
  });

  it("brings constants, functions and groups, and their own names stay behind", async () => {
    const files = {
      "rules/a.rules": `import { limit, big, remind } from "./common.rules"
        on stage "New" in deals < notify("Max", "{title}") when big(limit); include remind("{title}"); >`,
      "rules/common.rules": `const base = 5000
        const limit = base * 10
        function big(a: Number) = a > base
        rules remind(text: Text) in deals < notify(responsible, text) when amount > base; >`,
    };
    expect(await found(files)).toEqual([]);
    const stolen = {
      ...files,
      "rules/b.rules": 'import { limit } from "./common.rules"\nconst x = limit + base',
    };
    expect(await found(stolen)).toContain("OS2007 base");
  });

  it("can go both ways, where no value stands on itself", async () => {
    const files = {
      "rules/a.rules": 'import { b } from "./b.rules"\nconst a = 1\nconst c = b + 1\n',
      "rules/b.rules": `import { a } from "./a.rules"\nconst b = a + 1\n${inNew('notify("Max", "{b}");')}`,
    };
    expect((await found(files)).filter((one) => !one.startsWith("OS3051"))).toEqual([]);
    const round = { ...files, "rules/a.rules": 'import { b } from "./b.rules"\nconst a = b\n' };
    expect(await found(round)).toEqual(["OS2035 a"]);
  });

  it.each([
    ['import { bigDeal } from "./comon.rules"', ['OS2031 "./comon.rules"']],
    ['import { bigDeal } from "common.rules"', ['OS2031 "common.rules"']],
    ['import { bigDeal } from "/rules/common.rules"', ['OS2031 "/rules/common.rules"']],
    ['import { bigDeal } from "../../common.rules"', ['OS2031 "../../common.rules"']],
    ['import { bigDael, bigDeal } from "./common.rules"', ["OS2032 bigDael"]],
    ['import { bigDeal, bigDeal } from "./common.rules"', ["OS2033 bigDeal"]],
    [
      'import { bigDeal } from "./common.rules"\nimport { bigDeal } from "./common.rules"',
      ["OS2033 bigDeal"],
    ],
    ['import { bigDeal } from "./a.rules"', ['OS2034 import { bigDeal } from "./a.rules"']],
    ['import { bigDeal } from "./common.rules"\nconst bigDeal = 5', ["OS2030 bigDeal"]],
    ['const bigDeal = 5\nimport { bigDeal } from "./common.rules"', ["OS2030 bigDeal"]],
  ])("says what is wrong, once: %s", async (line, expected) => {
    const all = await found(withImport(line));
    expect(all.filter((one) => !one.startsWith("OS3051"))).toEqual(expected);
  });

  it("offers the file and the name that were most likely meant", async () => {
    for (const line of [
      'import { bigDeal } from "./comon.rules"',
      'import { bigDeal } from "common.rules"',
      'import { bigDael, bigDeal } from "./common.rules"',
    ]) {
      const files = withImport(line);
      const { diagnostics } = await programOf(files);
      const first = diagnostics.find((one) => one.severity === "error");
      if (first === undefined) throw new Error("nothing was found");
      const text = mended(`${line}\n${rule}`, first);
      expect(text, line).toMatch(/^import \{ (bigDeal, )?bigDeal \} from "\.\/common\.rules"/);
    }
  });

  it("names the files that there are, from its own folder", async () => {
    const files = {
      "rules/sales/a.rules": `import { x } from "./nothing-like-it.rules"\n${inNew('notify("Max", "a");')}`,
      "rules/common.rules": "// allow OS3051: for later\nconst x = 1",
      "rules/sales/deep/b.rules": "// allow OS3051: for later\nconst y = 1",
    };
    const { diagnostics } = await programOf(files);
    expect(diagnostics.map((one) => one.help)).toEqual([
      "from here, there are `../common.rules` and `./deep/b.rules`",
    ]);
  });

  it("of a file that cannot be read says nothing beside that", async () => {
    const text = `import { bigDeal } from "./b.rules"\n${rule}`;
    const latin = Uint8Array.of(0x63, 0xff, 0x20);
    expect(await found({ "rules/a.rules": text, "rules/b.rules": latin })).toEqual(["OS5002 undefined"]);
  });

  it("that is not used is told about, and its fix leaves the others", async () => {
    const lines = [
      ['import { bigDeal } from "./common.rules"', ""],
      ['import { bigDeal, other } from "./common.rules"', 'import { other } from "./common.rules"'],
      ['import { other, bigDeal } from "./common.rules"', 'import { other } from "./common.rules"'],
    ] as const;
    for (const [line, left] of lines) {
      const text = `${line}\n${inNew(`notify("Max", "{title}")${left === "" ? ";" : " when amount > other;"}`)}`;
      const files = { "rules/a.rules": text, "rules/common.rules": "const bigDeal = 1\nconst other = 2\n" };
      const { diagnostics } = await programOf(files);
      const unused = diagnostics.find((one) => one.file === "rules/a.rules");
      expect(unused?.code).toBe("OS3050");
      expect(unused?.fixes[0]?.safe).toBe(true);
      if (unused !== undefined) expect(mended(text, unused).split("\n")[0]).toBe(left);
    }
  });

  it("makes what it names used in its own file", async () => {
    const text = `import { bigDeal } from "./common.rules"\n${rule}`;
    expect(await found({ ...common, "rules/a.rules": text })).toEqual([]);
    expect(await found({ ...common, "rules/a.rules": inNew('notify("Max", "a");') })).toEqual([
      "OS3051 bigDeal",
    ]);
  });

  it("that hides a field is told about", async () => {
    const files = {
      "rules/common.rules": "const amount = 5",
      "rules/a.rules": `import { amount } from "./common.rules"\n${inNew('notify("Max", "a") when paid > amount;')}`,
    };
    expect(await found(files)).toEqual(["OS3057 amount"]);
  });

  it("of a name that is broken in its file makes no second mistake", async () => {
    const files = withImport('import { bigDeal } from "./common.rules"', {
      "rules/common.rules": "const bigDeal = nothingLikeIt",
    });
    expect(await found(files)).toEqual(["OS2007 nothingLikeIt"]);
  });
});

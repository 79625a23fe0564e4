import * as runtime from "@onstage/runtime/rules";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeName } from "../../src/emit/names.ts";
import { loadEmitted, scopeOf } from "./load.ts";
import { projectOf, soundProject } from "./sample.ts";

/** Names that rules may give, and that mean something else in TypeScript or in emitted code. */
const oddNames =
  `class enum await yield static default require exports arguments eval let interface var new null undefined
  NaN Promise async type of this_ s args context crm schema blocks triggers calls actions actions2 events rules1 less
  decimal check all any pass fits once constructor toString valueOf hasOwnProperty größe сделка 価格 名前
  a\u3008b a\u00b7b \u1680x x\u200c`.split(/\s+/);

const inRules = (text: string): string =>
  Array.from(text, (sign) => {
    if (sign === "{" || sign === "}") return sign + sign;
    const code = sign.codePointAt(0) ?? 0;
    const isPlain = sign !== '"' && sign !== "\\" && code >= 32 && !(code >= 0xd800 && code <= 0xdfff);
    return isPlain ? sign : `\\u{${code.toString(16)}}`;
  }).join("");

describe("names of constants, functions and parameters", () => {
  it("never meet a name of the runtime", () => {
    for (const name of Object.keys(runtime)) expect(safeName(name), name).not.toBe(name);
  });

  it("stay apart from each other", () => {
    const sign = fc.constantFrom(..."ab_1äⰀ\u3008\u00b7", "less", "class", "__");
    const name = fc.array(sign, { minLength: 1, maxLength: 4 }).map((signs) => signs.join(""));
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(safeName(a) === safeName(b)).toBe(a === b);
      }),
    );
  });

  it("are names of JavaScript", () => {
    for (const name of [...oddNames, "__proto__", "__esModule", "then", "with"]) {
      expect(() => new Function(`"use strict"; const ${safeName(name)} = 1;`), name).not.toThrow();
    }
  });

  for (const name of oddNames) {
    it(`can be ${JSON.stringify(name)}`, async () => {
      const files = {
        "rules/a.rules": `import { ${name} } from "./b.rules"
on stage "New" in deals < notify("Max", "{${name}}, {title}") >`,
        "rules/b.rules": `const ${name} = f(5) + 1\nfunction f(${name}: Number) = if ${name} > 2 then ${name} * 2 else 0`,
      };
      const program = await projectOf(files);
      // What the language itself keeps cannot be a name there.
      if (!program.ok) {
        expect(
          program.diagnostics.some((one) => /^OS10/.test(one.code)),
          program.diagnostics[0]?.message,
        ).toBe(true);
        return;
      }
      const { ruleSet } = loadEmitted(program);
      const at = scopeOf(ruleSet, "deals", { fields: { title: "x" } }) as never;
      expect(ruleSet.blocks[0]?.rules[0]?.args(at)).toMatchObject({ message: "11, x" });
    });
  }
});

describe("any text", () => {
  const nasty = fc.constantFrom(
    "`",
    ["$", "{process.exit()}"].join(""),
    "*/",
    "//",
    "</script>",
    "<!--",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ud800",
    "\udc00",
    "'",
    "\\",
    '"',
    "\u0000",
    "\n",
    "\r\n",
    "{{",
    "}",
    "__proto__",
    "😀",
    "\u{e0041}",
  );
  const anything = fc
    .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 4 })), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(""));

  it("stays the same text: in arguments, constants, conditions, descriptions and schemas", async () => {
    await fc.assert(
      fc.asyncProperty(anything, anything, async (text, title) => {
        const schema = JSON.stringify({
          entities: {
            deals: {
              title: title || "Deals",
              item: "Deal",
              pipelines: [{ id: "p", title: "P", stages: [{ id: "s", title: `S${title}` }] }],
              fields: {
                title: { type: "Text", title },
                source: { type: "Option", options: [{ id: `o${text}`, title: `O${title}` }] },
              },
            },
          },
          users: [{ id: 1, name: `U${title}` }],
        });
        const comment = text.replace(/[\r\n\u2028\u2029\u0085]/g, " ");
        const rules = `/// ${comment}
const c = "${inRules(text)}"
on stage "s" in deals <
  /// ${comment}
  notify("U${inRules(title)}", "{c}${inRules(text)}") when title == "${inRules(text)}" or source == "O${inRules(title)}";
>
`;
        const program = await soundProject({ "rules/a.rules": rules }, {}, schema);
        for (const { code } of program.emit()) expect(code).not.toMatch(/[\u2028\u2029\u202e\u2066]|<\/|<!/u);
        const { ruleSet } = loadEmitted(program);
        const rule = ruleSet.blocks[0]?.rules[0];
        const look = (fields: runtime.JsonObject) => scopeOf(ruleSet, "deals", { fields }) as never;
        expect(rule?.args(look({}))).toEqual({ user: { id: 1, name: `U${title}` }, message: text + text });
        expect(rule?.when && runtime.holds(rule.when, look({ title: text }))).toBe(true);
        expect(rule?.when && runtime.holds(rule.when, look({ source: `o${text}` }))).toBe(true);
        expect(rule?.when && runtime.holds(rule.when, look({ title: `${text}.` }))).toBe(false);
        expect(ruleSet.schema.users?.[0]?.name).toBe(`U${title}`);
      }),
      { numRuns: 60, examples: [["", "*/ x"]] },
    );
  });

  it("can name a field of a record", async () => {
    const names = ["__proto__", "constructor", "class", "größe"];
    const record = names.map((name, index) => `${name}: ${index}`).join(", ");
    const program = await soundProject({
      "rules/a.rules": `const r = { ${record} }\non stage "New" in deals < notify("Max", "{r.constructor} {r.größe}") >`,
    });
    const { ruleSet } = loadEmitted(program);
    const at = scopeOf(ruleSet, "deals", {}) as never;
    expect(ruleSet.blocks[0]?.rules[0]?.args(at)).toMatchObject({ message: "1 3" });
  });
});

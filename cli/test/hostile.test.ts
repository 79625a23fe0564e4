import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Ended, onstage, type Scratch, scratch, strictErrors } from "./support.ts";

// Many processes, one after the other, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Texts that mean something to a parser, a terminal, a page or an object, but nothing here. */
const texts: readonly string[] = [
  `quote" back\`tick \${process.exit()} */ </script> <!-- //# sourceMappingURL=x.map`,
  "\u2028\u2029\u202e\u2066\u0000\u001b[31m\r\n",
  "\ud83d half a sign",
  "__proto__",
  "constructor",
  "'\\",
  "\u{1F600}\u{E0041}",
  "x".repeat(5000),
];

/** Names that mean something in JavaScript or in emitted code, and nothing in rules. */
const names: readonly string[] =
  `class await arguments eval default yield enum static package interface var new null undefined NaN Infinity async of get
  set type constructor prototype toString valueOf hasOwnProperty exports require module globalThis s args context crm schema
  ruleset blocks triggers calls actions events rules1 stage days once größe сделка 価格 ${"n".repeat(5000)}`.split(
    /\s+/,
  );

/** A text as it stands between quotes where nothing is put into it, such as the title of a stage. */
const quoted = (text: string): string => {
  const signs = Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (sign === '"' || sign === "\\") return `\\${sign}`;
    return code < 32 || (code >= 0xd800 && code <= 0xdfff) ? `\\u{${code.toString(16)}}` : sign;
  });
  return `"${signs.join("")}"`;
};

/** The same where braces hold an expression. */
const written = (text: string): string =>
  quoted(text).replace(/(\\u\{\w+\})|([{}])/g, (_, code?: string, brace = "") => code ?? brace + brace);

const block = (rules: readonly string[]): string => `on stage "New" in deals <\n${rules.join("\n")}\n>\n`;
const says = (message: string, condition = ""): string =>
  `notify("Anna", ${message})${condition && ` when ${condition}`};`;
const greeting = block([says('"Hello {title}"')]);
const hello = ["Hello Acme"];

interface Sound {
  readonly rules: string | Uint8Array;
  /** What its rules send, in their order. */
  readonly sends: readonly string[];
}

/** Files of rules with nothing wrong in them, by their path. */
const sound: Readonly<Record<string, Sound>> = {
  "names/constants.rules": {
    rules: `${names.map((name) => `const ${name} = ${quoted(`c ${name}`)}`).join("\n")}\n${block(names.map((name) => says(name)))}`,
    sends: names.map((name) => `c ${name}`),
  },
  "names/functions.rules": {
    rules: `${names.map((name) => `function ${name}(${name}: Text) = ${name} + "!"`).join("\n")}\n${block(
      names.map((name) => says(`${name}("x")`)),
    )}`,
    sends: names.map(() => "x!"),
  },
  "names/groups.rules": {
    rules: `${names
      .map((name) => `rules ${name}(${name}: Text) in deals <\n  ${name}: ${says(name)}\n>\n`)
      .join("\n")}${block(names.map((name) => `include ${name}("g");`))}`,
    sends: names.map(() => "g"),
  },
  "names/labels.rules": {
    rules: block(
      names.flatMap((name, at) => [`${name}: ${says(`"${at}"`)}`, `after ${name} fails ${says('"no"')}`]),
    ),
    sends: names.map((_, at) => `${at}`),
  },
  "names/fields.rules": {
    rules: block([`setField(constructor, "c");`, `after previous ${says('"{constructor} {class}"')}`]),
    sends: ["c a class"],
  },
  "texts/arguments.rules": {
    rules: block(texts.map((text) => says(written(text)))),
    sends: texts,
  },
  "texts/conditions.rules": {
    rules: block(
      texts.map((text) => says('"{option}"', `option == ${written(text)} or title == ${written(text)}`)),
    ),
    sends: [texts[0] ?? ""],
  },
  "texts/comments.rules": {
    rules: `// ${texts[0]}\n/* </script> \`\${x}\` */\n${greeting.replace("notify", `/// ${texts[0]}\n  notify`)}`,
    sends: hello,
  },
  "bytes/bom.rules": { rules: `\ufeff${greeting}`, sends: hello },
  "bytes/windows.rules": { rules: greeting.replaceAll("\n", "\r\n"), sends: hello },
  "bytes/old-mac.rules": { rules: greeting.replaceAll("\n", "\r"), sends: hello },
  "bytes/separators.rules": { rules: greeting.replaceAll("\n", "\u2028"), sends: hello },
  "size/deep.rules": {
    rules: block([says('"deep"', `${"(".repeat(190)}amount > 0${")".repeat(190)}`)]),
    sends: ["deep"],
  },
  "size/wide.rules": {
    rules: block([says(Array.from({ length: 900 }, (_, at) => `"${at % 10}"`).join(" + "))]),
    sends: ["0123456789".repeat(90)],
  },
  ...Object.fromEntries(
    `class/await constructor __proto__ ruleset calls schema rules.js index.ts package.json _up/x _root/x a%20b -
    --help *${"/x"} #hash ?query \${x} q"uo'te\` back\\slash </script> [a-z] ä ${"n".repeat(230)}`
      .split(/\s+/)
      .concat("two words", "line\u2028end", "\u202ebidi", "line\nbreak")
      .map((name) => [`${name}.rules`, { rules: greeting, sends: hello }]),
  ),
};

/** Files with a mistake, each with the codes that tell it. */
const wrong: Readonly<Record<string, readonly [rules: string | Uint8Array, ...codes: string[]]>> = {
  "latin1.rules": [Buffer.from(greeting.replace("Hello", "Grüß"), "latin1"), "OS5002"],
  "utf16.rules": [Buffer.from(`\ufeff${greeting}`, "utf16le"), "OS5002"],
  "half-a-sign.rules": [Buffer.concat([Buffer.from("// "), Buffer.of(0xed, 0xa0, 0x80)]), "OS5002"],
  "nul.rules": [greeting.replace("notify", "\u0000notify"), "OS1001"],
  "deep.rules": [block([says('"x"', `${"(".repeat(5000)}1`)]), "OS1011"],
  "long.rules": [block([says(Array.from({ length: 9000 }, () => '"x"').join(" + "))]), "OS1011"],
  "many.rules": [block(Array.from({ length: 1001 }, () => says('"x"'))), "OS1011"],
  "proto.rules": [`const __proto__ = "x"\n${block([says("__proto__")])}`, "OS1018"],
  "empty.rules": ["", "OS5006"],
};

const titled = <T extends object>(make: (id: string, title: string, at: number) => T): readonly T[] =>
  texts.map((title, at) => make(`T${at}`, title, at));
const schema = JSON.stringify({
  entities: {
    deals: {
      title: texts[0],
      item: "Deal",
      pipelines: [
        {
          id: "p",
          title: texts[1],
          stages: [{ id: "N", title: "New" }, ...titled((id, title) => ({ id, title }))],
        },
      ],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Number" },
        option: { type: "Option", options: titled((id, title) => ({ id, title })) },
        class: { type: "Text" },
        constructor: { type: "Text" },
        toString: { type: "Text" },
      },
    },
  },
  users: [
    { id: 1, name: "Anna", email: "anna@acme.example" },
    ...titled((_, name, at) => ({ id: at + 2, name, email: `u${at}@acme.example` })),
  ],
});

/** A rule of each stage and for each user whose names are such texts. */
const ofStages = texts
  .map(
    (text) =>
      `on stage ${quoted(text)} in deals <\n  notify(${written(text)}, "{stage}") when stage == ${written(text)};\n>\n`,
  )
  .join("\n");

function projectWith(files: Readonly<Record<string, string | Uint8Array>>): Scratch {
  const made = scratch();
  made.write(
    "onstage.json",
    JSON.stringify({ schema: "crm.schema.json", rules: ["**/*.rules"], timezone: "Europe/Berlin" }),
  );
  made.write("crm.schema.json", schema);
  for (const [name, content] of Object.entries(files)) made.write(name, content);
  return made;
}

function withoutStack({ code, stdout, stderr }: Ended): number | null {
  expect(stdout + stderr).not.toMatch(/^ {4}at .+:\d+:\d+\)?$/m);
  expect(stderr).not.toContain("onstage broke");
  return code;
}

interface Run {
  readonly item: string;
  readonly status: string;
  readonly args: { readonly message?: string; readonly user?: { readonly name: string } } | null;
  readonly source: { readonly file: string };
}

describe("files of hostile names and texts", () => {
  let made: Scratch;
  let runs: readonly Run[];
  const run = (...args: readonly string[]) => onstage(args, { cwd: made.folder });

  beforeAll(async () => {
    const files = Object.entries(sound).map(([name, { rules }]) => [name, rules] as const);
    made = projectWith({ ...Object.fromEntries(files), "stages.rules": ofStages });
    const deal = { title: "Acme", amount: 5, class: "a class" };
    made.write(
      "scenario.json",
      JSON.stringify({
        items: { deals: [{ ...deal, id: 1, stage: texts[0], option: texts[0] }] },
        events: [
          { at: "+0m", move: "deals/1", to: "New" },
          ...texts.map((title, at) => ({ at: `+${at + 1}h`, move: "deals/1", to: title })),
        ],
      }),
    );
    const { stdout, stderr } = await run("simulate", "scenario.json", "--format", "json");
    expect(stderr).toBe("");
    runs = JSON.parse(stdout).runs;
  });
  afterAll(() => made[Symbol.dispose]());

  it.each(Object.entries(sound))("%j sends just what it says", (file, { sends }) => {
    const own = runs.filter((one) => one.source.file === file && one.status === "done");
    expect(own.flatMap(({ args }) => (args?.message === undefined ? [] : [args.message]))).toEqual(sends);
    expect(runs.filter(({ status }) => status === "failed")).toEqual([]);
  });

  it("have rules for stages and users of such names", () => {
    const own = runs.filter((one) => one.source.file === "stages.rules" && one.status === "done");
    expect(own.map(({ args }) => [args?.user?.name, args?.message])).toEqual(
      texts.map((text) => [text, text]),
    );
  });

  it("are shown to people without a sign that steers their terminal", async () => {
    const ended = await run("simulate", "scenario.json");
    expect(withoutStack(ended)).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    expect(ended.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
  });

  it("are checked, formatted once, and built into code that a strict compiler and Node take", async () => {
    expect(withoutStack(await run("check"))).toBe(0);
    expect(withoutStack(await run("build"))).toBe(0);
    const before = readFileSync(path.join(made.folder, "dist/ruleset.json"), "utf8");
    expect(withoutStack(await run("fmt"))).toBe(0);
    expect(withoutStack(await run("fmt", "--check"))).toBe(0);
    expect(withoutStack(await run("build"))).toBe(0);
    // Layout changes lines, and no rule.
    const after = readFileSync(path.join(made.folder, "dist/ruleset.json"), "utf8");
    expect(JSON.parse(after).rules).toBe(JSON.parse(before).rules);
    expect(strictErrors(made)).toBe("");
    const load =
      'const { ruleSet } = await import("./dist/ruleset.ts"); const { calls } = await import("./dist/calls.ts");';
    const count = "console.log(ruleSet.blocks.flatMap((one) => one.rules).length, Object.keys(calls).length)";
    const loaded = spawnSync(process.execPath, ["--input-type=module", "-e", load + count], {
      cwd: made.folder,
      encoding: "utf8",
    });
    const rules = JSON.parse(after).rules;
    expect(loaded.stderr + loaded.stdout).toBe(`${rules} ${rules}\n`);
  });
});

describe("files with a mistake", () => {
  it("are each told by their code, whichever verb meets them, and never by a stack", async () => {
    using made = projectWith(
      Object.fromEntries(Object.entries(wrong).map(([name, [rules]]) => [name, rules])),
    );
    mkdirSync(path.join(made.folder, "folder.rules"));
    made.write("s.json", '{ "events": [] }');
    const run = (...args: readonly string[]) => onstage(args, { cwd: made.folder });
    const checked = await run("check", "--format", "json");
    expect(withoutStack(checked)).toBe(1);
    const found: readonly { readonly file: string; readonly code: string }[] = JSON.parse(
      checked.stdout,
    ).diagnostics;
    for (const [name, [, ...codes]] of Object.entries(wrong)) {
      expect([name, ...found.filter(({ file }) => file === name).map(({ code }) => code)]).toEqual([
        name,
        ...codes,
      ]);
    }
    expect(withoutStack(await run("check"))).toBe(1);
    expect(withoutStack(await run("fmt"))).toBe(1);
    expect(withoutStack(await run("build"))).toBe(1);
    expect(withoutStack(await run("simulate", "s.json"))).toBe(1);
    expect(withoutStack(await run("check", "--fix"))).toBe(1);
  });
});

describe("a block of as many rules as can be", () => {
  it("is checked, formatted and built", async () => {
    using made = projectWith({ "a.rules": block(Array.from({ length: 1000 }, (_, at) => says(`"${at}"`))) });
    for (const verb of ["check", "fmt", "build"]) {
      expect([verb, withoutStack(await onstage([verb], { cwd: made.folder }))]).toEqual([verb, 0]);
    }
    expect(JSON.parse(readFileSync(path.join(made.folder, "dist/ruleset.json"), "utf8")).rules).toBe(1000);
  });
});

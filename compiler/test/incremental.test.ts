import { createProgram, type Diagnostic, type Program } from "@onstage/compiler";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { edited, inNew, programOf } from "./declaration-support.ts";

/** Declarations that stand on each other, in and across files. */
const pieces: readonly string[] = [
  'import { limit, big, remind } from "./a.rules"',
  'import { limit } from "./b.rules"',
  'import { pause, other, limit } from "./c.rules"',
  'import { gone } from "./nowhere.rules"',
  "const limit = 50000",
  "const limit = 100 * 2",
  "const limit = other",
  "const other = limit",
  "const other = 7",
  "const pause = 2 hours",
  "const pause = limit",
  "function big(a: Number) = a > limit",
  "function big(a: Money) = a > 5",
  "rules remind(text: Text) in deals < let link = createPaymentLink(); notify(responsible, text) when pieces > limit; >",
  "rules remind(text: Text) in deals < sendEmail(text); include follow(text); >",
  'rules follow(text: Text) in deals < after pause notify("Max", text) when big(pieces); >',
  "rules follow(text: Text) in deals < include remind(text); >",
  'on stage "New" in deals < notify("Max", "{title}") when amount > limit; after pause sendEmail("{other}"); >',
  'on stage "New" in deals when (big(pieces)) < let link = createPaymentLink(); include remind("{link}"); >',
  'on stage "Proposal" in deals < include remind("x"); after previous include follow("y"); >',
  'on stage "Won" in deals < notify("Max", "{nothing}"); notify("Max", "a"); >',
  'on fieldChanged(amount) in deals < notify("Max", "{previous.amount}") when amount > limit; >',
  'every weekday at 09:00 in deals where (amount > other) < notify("Max", "{title}"); >',
  'on invoicePaid in deals move to "Won" when amount > limit',
  '// allow OS3002: kept\non stage "New" in deals < let link = createPaymentLink(); >',
  'on stage "New" in deals < // allow OS3002: kept\n let link = createPaymentLink(); sendEmail(link); >',
  'on stage "New" in deals < notify("Max", "a"',
  "what is this",
  'on stage "Cart" in deals pipeline "Retail" < include remind("x"); >',
];

const names = ["rules/a.rules", "rules/b.rules", "rules/c.rules"];
const anyFile = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 });

/** A change of one file. */
const anyEdit = fc.record({
  file: fc.constantFrom(...names),
  at: fc.nat(30),
  change: fc.oneof(
    fc.record({ kind: fc.constant("replace" as const), piece: fc.constantFrom(...pieces) }),
    fc.record({ kind: fc.constant("insert" as const), piece: fc.constantFrom(...pieces) }),
    fc.constant({ kind: "remove" as const }),
    fc.constant({ kind: "move" as const }),
    fc.record({
      kind: fc.constant("type" as const),
      text: fc.constantFrom("x", " ", "\n", ">", "<", ";", "// a\n"),
    }),
    fc.constant({ kind: "erase" as const }),
  ),
});

type Edit = typeof anyEdit extends fc.Arbitrary<infer E> ? E : never;

function changed(text: string, { at, change }: Edit): string {
  const parts = text.split("\n\n");
  const index = at % parts.length;
  switch (change.kind) {
    case "replace":
      return parts.with(index, change.piece).join("\n\n");
    case "insert":
      return parts.toSpliced(index, 0, change.piece).join("\n\n");
    case "remove":
      return parts.toSpliced(index, 1).join("\n\n");
    case "move":
      return [...parts.slice(index), ...parts.slice(0, index)].join("\n\n");
    case "type": {
      const offset = (at * 37) % (text.length + 1);
      return text.slice(0, offset) + change.text + text.slice(offset);
    }
    case "erase": {
      const offset = (at * 37) % (text.length + 1);
      return text.slice(0, offset) + text.slice(offset + 1);
    }
  }
}

/** Everything that a program says, as plain data. */
function told(program: Program): unknown {
  const plain = (one: Diagnostic) => ({
    ...one,
    fixes: one.fixes.map((fix) => ({ ...fix, edits: fix.edits() })),
  });
  return {
    ok: program.ok,
    diagnostics: program.diagnostics.map(plain),
    files: program.files.map(({ path, text, declarations, diagnostics }) => ({
      path,
      text,
      declarations,
      diagnostics: diagnostics.map(plain),
    })),
  };
}

let base: Program;
beforeAll(async () => {
  base = await programOf(Object.fromEntries(names.map((name) => [name, ""])));
});

function cold(texts: Readonly<Record<string, string>>): Program {
  const files = names.map((path) => ({ path, text: texts[path] ?? "" }));
  return createProgram({ ...base.project, files });
}

describe("a program after edits", () => {
  it("says exactly what a new one would say", () => {
    const start = fc.tuple(anyFile, anyFile, anyFile);
    fc.assert(
      fc.property(start, fc.array(anyEdit, { minLength: 1, maxLength: 8 }), (files, edits) => {
        let texts = Object.fromEntries(names.map((name, index) => [name, files[index]?.join("\n\n") ?? ""]));
        let program = cold(texts);
        for (const edit of edits) {
          texts = { ...texts, [edit.file]: changed(texts[edit.file] ?? "", edit) };
          program = edited(program, texts);
          expect(told(program)).toEqual(told(cold(texts)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes every section from before where the change is undone", () => {
    fc.assert(
      fc.property(fc.tuple(anyFile, anyFile, anyFile), anyEdit, (files, edit) => {
        const texts = Object.fromEntries(
          names.map((name, index) => [name, files[index]?.join("\n\n") ?? ""]),
        );
        const before = cold(texts);
        const same = edited(before, texts);
        expect(same.files.every((file, index) => file === before.files[index])).toBe(true);
        const others = edited(before, { ...texts, [edit.file]: changed(texts[edit.file] ?? "", edit) });
        expect(told(edited(others, texts))).toEqual(told(before));
      }),
      { numRuns: 50 },
    );
  });
});

/** The meanings of the declarations of a file, to compare by identity. */
const meanings = (program: Program, path = "rules/a.rules") =>
  program.files.find((file) => file.path === path)?.declarations.map((one) => one.declaration) ?? [];

describe("what is kept after an edit", () => {
  const block = (stage: string, rule: string) => `on stage "${stage}" in deals < ${rule} >`;
  const first = block("New", 'notify("Max", "{title}") when amount > limit;');
  const second = block("Proposal", 'notify("Max", "{title}");');
  const third = block("Won", 'after pause sendEmail("x");');
  const whole = ["const limit = 50000", "const pause = 2 hours", first, second, third].join("\n");

  it("is every block but the one that was edited, wherever it moves", async () => {
    const before = await programOf(whole);
    const after = edited(before, {
      "rules/a.rules": whole.replace(second, second.replace("title", "pieces")),
    });
    const [kept, now] = [meanings(before), meanings(after)];
    expect(now.map((one, index) => one === kept[index])).toEqual([true, true, true, false, true]);
    expect(after.files[0]?.declarations[4]?.offset).toBe((before.files[0]?.declarations[4]?.offset ?? 0) + 1);
  });

  it("is every block that does not name a changed constant", async () => {
    const before = await programOf(whole);
    const after = edited(before, { "rules/a.rules": whole.replace("50000", "60000") });
    const [kept, now] = [meanings(before), meanings(after)];
    expect(now.map((one, index) => one === kept[index])).toEqual([false, true, false, true, true]);
  });

  it("is what another file says, unless it names what was changed there", async () => {
    const files = {
      "rules/a.rules": `import { limit, pause } from "./b.rules"\n${first}\n${second}\n${third}`,
      "rules/b.rules": `const limit = 50000\nconst pause = 2 hours\n${block("Lost", 'notify("Max", "a");')}`,
    };
    const before = await programOf(files);
    const moved = edited(before, {
      ...files,
      "rules/b.rules": `${block("Won", "")}\n${files["rules/b.rules"]}`,
    });
    expect(moved.files[0]).toBe(before.files[0]);
    const after = edited(before, {
      ...files,
      "rules/b.rules": files["rules/b.rules"].replace("2 hours", "3 hours"),
    });
    const [kept, now] = [meanings(before), meanings(after)];
    expect(now.map((one, index) => one === kept[index])).toEqual([true, true, true, false]);
  });

  it("is a block with a group that has moved in its file, but for the place of its rules", async () => {
    const group = 'rules remind() in deals < notify("Max", "a"); >';
    const files = {
      "rules/a.rules": `import { remind } from "./b.rules"\n${inNew("include remind();")}`,
      "rules/b.rules": group,
    };
    const before = await programOf(files);
    const after = edited(before, { ...files, "rules/b.rules": `const more = 1\n${group}` });
    const [old, now] = [meanings(before)[1], meanings(after)[1]];
    if (old?.kind !== "block" || now?.kind !== "block") throw new Error("there is no block");
    expect(now.block.rules[0]?.args).toBe(old.block.rules[0]?.args);
    expect(now.block.rules[0]?.origin).toEqual({
      file: "rules/b.rules",
      source: `const more = 1\n${group}`,
      offset: 15,
    });
  });

  it("is nothing where the schema, the actions or the settings have changed", async () => {
    const before = await programOf(whole);
    const { project } = before;
    for (const other of [
      { ...project, config: { ...project.config, currency: "USD" } },
      { ...project, actions: project.actions.filter((action) => action.name !== "assign") },
      { ...project, schema: { ...project.schema, text: `${project.schema.text} ` } },
    ]) {
      expect(meanings(createProgram(other, before))[2]).not.toBe(meanings(before)[2]);
    }
  });

  it("is a hint about unused names until somebody uses them, in whatever file", async () => {
    const files = { "rules/a.rules": `${inNew('notify("Max", "a");')}`, "rules/b.rules": "const limit = 5" };
    const before = await programOf(files);
    expect(before.diagnostics.map((one) => one.code)).toEqual(["OS3051"]);
    const used = `import { limit } from "./b.rules"\n${inNew('notify("Max", "{limit}");')}`;
    const after = edited(before, { ...files, "rules/a.rules": used });
    expect(after.diagnostics).toEqual([]);
    expect(edited(after, files).diagnostics.map((one) => one.code)).toEqual(["OS3051"]);
  });
});

import { blocksOf, type CheckedDeclaration } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, inNew, mended, onlyFound, programOf } from "./declaration-support.ts";

/** The meanings of the declarations of a text in which nothing is wrong. */
async function meanings(text: string): Promise<readonly CheckedDeclaration[]> {
  const program = await programOf(text);
  expect(program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return program.files.flatMap((file) => file.declarations.map((one) => one.declaration));
}

async function onlyBlock(text: string) {
  const [first] = await meanings(text);
  if (first?.kind !== "block") throw new Error("there is no block");
  return first.block;
}

const rule = 'notify("Max", "{title}");';

describe("a block of stages", () => {
  it.each([
    ['on stage "New" in deals', [["Sales", ["New"]]]],
    ['on stage "New", "Proposal" in deals', [["Sales", ["New", "Proposal"]]]],
    ['on stage "NEW" in deals', [["Sales", ["New"]]]],
    [
      'on stage "Cart", "New" in deals',
      [
        ["Sales", ["New"]],
        ["Retail", ["Cart"]],
      ],
    ],
    ['on stage "Product delivery" in deals pipeline "Retail"', [["Retail", ["Product delivery"]]]],
    [
      'on stage "Product delivery" in deals pipeline *',
      [
        ["Sales", ["Product delivery"]],
        ["Retail", ["Product delivery"]],
      ],
    ],
    ['on stage "Draft" in "Contract preparation"', [["Contracts", ["Draft"]]]],
    ['on stage "Draft" in contractPrep', [["Contracts", ["Draft"]]]],
    ['on stage "New" in "Leads"', [["Leads", ["New"]]]],
  ])("stands at its stages: %s", async (header, places) => {
    const block = await onlyBlock(`${header} < ${rule} >`);
    if (block.kind !== "stage") throw new Error("it is no block of stages");
    const titles = block.places.map((place) => [place.pipeline.title, place.stages.map((one) => one.title)]);
    expect(titles).toEqual(places);
  });

  it.each([
    [`on stage "Nwe" in deals < ${rule} >`, 'OS2003 "Nwe"'],
    [`on stage "Cart" in deals pipeline "Sales" < ${rule} >`, 'OS2003 "Cart"'],
    [`on stage "New" in dales < ${rule} >`, "OS2001 dales"],
    [`on stage "New" in "Contract preparations" < ${rule} >`, 'OS2001 "Contract preparations"'],
    [`on stage "New" in contacts < ${rule.replace("title", "name")} >`, "OS2002 contacts"],
    [`on stage "New" in deals pipeline "Sale" < ${rule} >`, 'OS2005 "Sale"'],
    [`on stage "Product delivery" in deals < ${rule} >`, 'OS2004 "Product delivery"'],
    [`on stage "New", "New" in deals < ${rule} >`, 'OS2016 "New"'],
    ['on stage "New" in deals < >', 'OS3001 on stage "New" in deals < >'],
  ])("says what is wrong with its header: %s", async (text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it("offers each pipeline that has the stage, and the title of items that was meant", async () => {
    const ambiguous = await onlyFound(`on stage "Product delivery" in deals < ${rule} >`);
    expect(ambiguous.fixes.map((fix) => fix.title)).toEqual([
      'Write `pipeline "Sales"`',
      'Write `pipeline "Retail"`',
    ]);
    const text = `on stage "Draft" in "Contract preparations" < ${rule} >`;
    expect(mended(text, await onlyFound(text))).toContain('in "Contract preparation" <');
  });

  it("means a stage by its former title, and says so", async () => {
    const text = `on stage "Offer" in deals < ${rule} >`;
    const former = await onlyFound(text);
    expect(former.code).toBe("OS3058");
    expect(former.fixes[0]?.safe).toBe(true);
    expect(await found(mended(text, former))).toEqual([]);
    const block = await onlyBlock(text);
    expect(block.kind === "stage" && block.places[0]?.stages[0]?.id).toBe("PROPOSAL");
  });

  it("has its header's condition in every rule, and what that has shown", async () => {
    const block = await onlyBlock(
      'on stage "New" in deals when (deputy is set) < notify(deputy, "a") when isTest; notify(deputy, "b"); >',
    );
    expect(block.rules.map((one) => one.condition?.kind)).toEqual(["and", "present"]);
  });

  it("that is disabled is checked all the same", async () => {
    expect(await found(`disabled on stage "Nwe" in deals < ${rule} >`)).toEqual(['OS2003 "Nwe"']);
    const block = await onlyBlock(`disabled on stage "New" in deals < ${rule} >`);
    expect(block.node.disabled).toBe(true);
  });
});

describe("a block of an event", () => {
  it.each([
    [`on created in contacts < notify("Max", "{name}"); >`, [], []],
    [`on created in deals < ${rule} >`, ["Sales", "Retail"], []],
    [`on created in deals pipeline "Retail" < ${rule} >`, ["Retail"], []],
    [`on fieldChanged in deals < ${rule} >`, ["Sales", "Retail"], []],
    [`on fieldChanged(amount, paid) in deals < ${rule} >`, ["Sales", "Retail"], ["amount", "paid"]],
  ])("knows its pipelines and fields: %s", async (text, pipelines, fields) => {
    const block = await onlyBlock(text);
    if (block.kind !== "event") throw new Error("it is no block of an event");
    expect(block.pipelines.map((one) => one.title)).toEqual(pipelines);
    expect(block.event.fields).toEqual(fields);
    expect(block.event.signature).toBeUndefined();
  });

  it("takes the arguments of an event from outside, by place or by name", async () => {
    for (const header of ['on formSent("Contact us")', 'on formSent(form: "Contact us")']) {
      const block = await onlyBlock(`${header} in leads < ${rule} >`);
      if (block.kind !== "event") throw new Error("it is no block of an event");
      expect(block.event.signature?.name).toBe("formSent");
      expect(block.event.args.map((one) => one.parameter.name)).toEqual(["form"]);
    }
  });

  it("knows the item as it was before a change, and what an event brought", async () => {
    await meanings('on fieldChanged(amount) in deals < notify("Max", "{previous.amount} to {amount}"); >');
    await meanings('on formSent in leads when (event.form is set) < notify("Max", "{event.form}"); >');
    expect(await found(inNew('notify("Max", "{previous.amount}");'))).toEqual(["OS2022 previous"]);
    expect(await found('on created in deals < notify("Max", "{event.form}"); >')).toEqual(["OS2022 event"]);
    const previous = 'on formSent in deals < notify("Max", "{previous.amount}"); >';
    expect(await found(previous)).toEqual(["OS2022 previous"]);
  });

  it.each([
    [`on invoicePayed in deals < ${rule} >`, "OS2044 invoicePayed"],
    [`on created(5) in deals < ${rule} >`, "OS2103 5"],
    [`on formSent("a", 5) in deals < ${rule} >`, "OS2103 5"],
    [`on formSent(from: "a") in deals < ${rule} >`, "OS2104 from"],
    [`on fieldChanged(amuont) in deals < ${rule} >`, "OS2045 amuont"],
    [`on fieldChanged("amount") in deals < ${rule} >`, 'OS2045 "amount"'],
    [`on fieldChanged(contact.email) in deals < ${rule} >`, "OS2045 contact.email"],
    [`on fieldChanged(stage) in deals < ${rule} >`, "OS2045 stage"],
    [`on fieldChanged(amount + 1) in deals < ${rule} >`, "OS2045 amount + 1"],
    [`on fieldChanged(amount, amount) in deals < ${rule} >`, "OS2046 amount"],
    [`on created in contacts pipeline "Sales" < notify("Max", "{name}"); >`, 'OS2005 "Sales"'],
  ])("says what is wrong with its header: %s", async (text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });

  it("whose event is unknown is silent about what that would have brought", async () => {
    const text = 'on invoicePayed in deals < notify("Max", "{event.number} {previous.amount}"); >';
    expect(await found(text)).toEqual(["OS2044 invoicePayed"]);
  });

  it("offers the field without its quotes", async () => {
    const text = `on fieldChanged("amount") in deals < ${rule} >`;
    expect(mended(text, await onlyFound(text))).toContain("fieldChanged(amount)");
  });
});

describe("a block of the calendar", () => {
  it.each([
    ["every day at 09:00", { kind: "day" }, "09:00:00"],
    ["every day", { kind: "day" }, "00:00:00"],
    ["every weekday at 09:30:15", { kind: "weekday" }, "09:30:15"],
    ["every working day at 09:00", { kind: "workingDay" }, "09:00:00"],
    ["every thursday, monday at 09:00", { kind: "namedDays", days: [1, 4] }, "09:00:00"],
    ["every month on 31 at 09:00", { kind: "month", day: 31 }, "09:00:00"],
    ["every month on last day", { kind: "month", day: "last" }, "00:00:00"],
    [
      "every 2 hours",
      { kind: "interval", every: expect.objectContaining({ milliseconds: 7_200_000 }) },
      "00:00:00",
    ],
  ])("comes round: %s", async (header, every, at) => {
    const block = await onlyBlock(`${header} in deals where (amount > 5) < ${rule} >`);
    expect(block).toMatchObject({ kind: "calendar", every, at });
  });

  it("takes its time and its length from constants", async () => {
    const text = `const opening = 09:00\nconst pause = 1 day + 2 hours\n
      every day at opening in deals < ${rule} >
      every pause in deals < ${rule} >`;
    const blocks = (await programOf(text)).files.flatMap(blocksOf);
    expect(blocks).toMatchObject([
      { at: "09:00:00" },
      { every: { every: { days: 1, milliseconds: 7_200_000 } } },
    ]);
  });

  it.each([
    [`every mondey at 09:00 in deals < ${rule} >`, /^OS\d+ .*mondey/],
    [`every monday, monday at 09:00 in deals < ${rule} >`, /^OS2047 monday$/],
    [`every month on 0 at 09:00 in deals < ${rule} >`, /^OS2048 0$/],
    [`every month on 32 at 09:00 in deals < ${rule} >`, /^OS2048 32$/],
    [`every month on 1.5 at 09:00 in deals < ${rule} >`, /^OS2048 1\.5$/],
    [`every 2 hours at 09:00 in deals < ${rule} >`, /^OS2054 09:00$/],
    [`every 0 hours in deals < ${rule} >`, /^OS2051 0 hours$/],
    [`every day at callAt in deals < ${rule} >`, /^OS2055 callAt$/],
    [`every day at "9" in deals < ${rule} >`, /^OS(1|2)\d+ "9"$/],
  ])("says what is wrong with its header: %s", async (text, expected) => {
    const all = await found(text);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(expected);
  });
});

describe("a trigger", () => {
  async function targets(text: string) {
    const [first] = await meanings(text);
    if (first?.kind !== "trigger") throw new Error("there is no trigger");
    return first.trigger.targets.map(({ pipeline, stage }) => `${pipeline.title}: ${stage.id}`);
  }

  it.each([
    ['on invoicePaid in deals move to "Proposal"', ["Sales: PROPOSAL"]],
    [
      'on invoicePaid in deals pipeline * move to "Product delivery"',
      ["Sales: DELIVERY", "Retail: R_DELIVERY"],
    ],
    ['on created in deals pipeline "Retail" move to "Product delivery"', ["Retail: R_DELIVERY"]],
    ['on fieldChanged(paid) in deals move to "Won" when paid == amount', ["Sales: WON"]],
  ])("moves to its stage in each pipeline: %s", async (text, expected) => {
    expect(await targets(text)).toEqual(expected);
  });

  it("has a condition, a user and a way back", async () => {
    const [first] = await meanings(
      'on formSent("Contact") in deals move to "New" when event.form == "Contact" and deputy is set as deputy allow backward',
    );
    expect(first).toMatchObject({
      trigger: { node: { backward: true }, condition: { kind: "and" }, as: { kind: "field" } },
    });
  });

  it.each([
    ['on invoicePaid in deals move to "Propsal"', 'OS2003 "Propsal"'],
    ['on invoicePaid in deals move to "Product delivery"', 'OS2004 "Product delivery"'],
    ['on invoicePaid in contacts move to "New"', "OS2002 contacts"],
    ['on invoicePayed in deals move to "New"', "OS2044 invoicePayed"],
    ['on invoicePaid in deals move to "New" when title', "OS2109 title"],
    ['on invoicePaid in deals move to "New" as title', "OS2053 title"],
    ['on invoicePaid in deals move to "New" as deputy', "OS2107 deputy"],
    ['on invoicePaid in deals move to "New" as "Ana"', 'OS2014 "Ana"'],
  ])("says what is wrong: %s", async (text, expected) => {
    expect(await found(text)).toEqual([expected]);
  });
});

describe("constants and functions", () => {
  it("stand in any order, and in each other", async () => {
    const text = `${inNew('notify("Max", "{title}") when big(amount ?? 0);')}
      function big(a: Money) = a > twice(limit)
      const limit = base * 10
      function twice(n: Number) = n * 2
      const base = 1000`;
    expect(await found(text)).toEqual([]);
  });

  it.each([
    ["const a = b\nconst b = a", ["OS2035 a"], "a → b → a"],
    ["const a = a + 1", ["OS2035 a"], "a → a"],
    ["const x = b\nconst b = c\nconst c = b", ["OS2035 b"], "b → c → b"],
    ["function f(a: Number) = f(a)", ["OS2035 f"], "f → f"],
    ["function f(a: Number) = g(a)\nfunction g(a: Number) = f(a) + 1", ["OS2035 f"], "f → g → f"],
    ["const a = f(1)\nfunction f(n: Number) = n + a", ["OS2035 a"], "a → f → a"],
  ])("never stand on themselves: %s", async (text, expected, circle) => {
    const program = await programOf(`${text}\n${inNew(rule)}`);
    const errors = program.diagnostics.filter((one) => one.severity === "error");
    expect(
      errors.map((one) => `${one.code} ${program.project.files[0]?.text.slice(one.start, one.end)}`),
    ).toEqual(expected);
    expect(errors[0]?.message).toContain(circle);
  });

  it("in a circle make no second mistake where they are used", async () => {
    const text = `const a = b\nconst b = a\n${inNew('notify("Max", "{a}") when amount > b;')}`;
    expect(await found(text)).toEqual(["OS2035 a"]);
  });

  it("that double each other are told, before they take forever", async () => {
    const doubling = Array.from(
      { length: 40 },
      (_, index) => `function f${index}(x: Number) = f${index + 1}(x) + f${index + 1}(x)`,
    );
    const text = `${doubling.join("\n")}\nfunction f40(x: Number) = x\n`;
    expect((await found(text)).filter((one) => !one.startsWith("OS3051"))).toEqual(["OS1011 f24"]);
  });

  it("stand on each other to a limit, however long the chain is", async () => {
    const chain = Array.from({ length: 3000 }, (_, index) => `const c${index} = c${index + 1}`);
    const text = `${chain.join("\n")}\nconst c3000 = 1\n${inNew('notify("Max", "{c0}");')}`;
    expect((await found(text)).filter((one) => !one.startsWith("OS3"))).toEqual(["OS1011 c2900"]);
  });

  it("know nothing of items", async () => {
    const used = inNew('notify("Max", "{x}");');
    expect(await found(`const x = amount\n${used}`)).toEqual(["OS2007 amount"]);
    const call = inNew('notify("Max", "{f(1)}");');
    expect(await found(`function f(a: Number) = a + pieces\n${call}`)).toEqual(["OS2007 pieces"]);
  });

  it("take parameters of every type there is", async () => {
    const types = [
      "Text",
      "Number",
      "Integer",
      "Boolean",
      "Date",
      "DateTime",
      "Time",
      "Duration",
      "Money",
      "Email",
      "Phone",
      "Url",
      "File",
      "User",
      "Deal",
      "Contact",
      "ContractPrep",
      "List<Text>",
      "List<User>?",
      "Money?",
    ];
    for (const type of types) {
      expect(await found(`function f(a: ${type}) = a is set\n${inNew(rule)}`), type).toEqual(["OS3051 f"]);
    }
  });

  it.each([
    ["function f(a: Mony) = 1", ["OS2037 Mony"]],
    ["function f(a: deals) = 1", ["OS2037 deals"]],
    ["function f(a: List) = 1", ["OS2037 List"]],
    ["function f(a: Text<Text>) = 1", ["OS2037 Text<Text>"]],
    ["function f(a: List<Txt>) = 1", ["OS2037 Txt"]],
    ["function f(a: Text, a: Text) = 1", ["OS2038 a"]],
    ["const a = 1\nconst a = 2", ["OS2030 a"]],
    ["const a = 1\nfunction a(b: Text) = 2", ["OS2030 a"]],
    ["const __a = 1", ["OS1018 __a"]],
    ["function f(__a: Text) = 1", ["OS1018 __a"]],
  ])("say what is wrong: %s", async (text, expected) => {
    const errors = (await found(`${text}\n${inNew(rule)}`)).filter((one) => !one.startsWith("OS3051"));
    expect(errors).toEqual(expected);
  });

  it("are told about where nobody uses them", async () => {
    const text = `const a = 1\nfunction f(n: Number) = n\nrules g() in deals < ${rule} >\n${inNew(rule)}`;
    expect(await found(text)).toEqual(["OS3051 a", "OS3051 f", "OS3051 g"]);
  });

  it("are not told about as unused where the file cannot be read to its end", async () => {
    const text = `const a = 1\n${inNew('notify("Max", "{a}" when')}`;
    expect((await found(text)).filter((one) => one.startsWith("OS3051"))).toEqual([]);
  });

  it("that hide a field of items of the file are told about", async () => {
    const text = `const amount = 5\n${inNew('notify("Max", "{title}") when paid > amount;')}`;
    expect(await found(text)).toEqual(["OS3057 amount"]);
    const leads = `const amount = 5\non stage "New" in leads < notify("Max", "{amount}"); >`;
    expect(await found(leads)).toEqual([]);
  });
});

describe("a schema that may be older than the CRM", () => {
  const soft = { schemaErrors: "warning" };
  const text = `function half(d: Deal) = d.budget / 2
on stage "Nwe" in deals < ${rule} >
on stage "New" in deals <
  let link = createPaymentLink() when budget > 5;
  sendEmail(link);
  after link notify("Max", "waits only");
  after link succeeds notify("Max", "needs it");
  notify("Anja", "{title}");
  notify("Max", "{half(this)}");
  fine: notify("Max", "{title}");
>
on stage "Won" in deals when (budget > 5) < ${rule} >
on invoicePaid in deals move to "Propsal"
`;

  it("warns of what it does not know, and leaves out what needs that", async () => {
    const program = await programOf(text, soft);
    expect(program.diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    expect(program.ok).toBe(true);
    const blocks = program.files.flatMap(blocksOf);
    expect(blocks.map((block) => block.rules.map((one) => [one.name, one.after]))).toEqual([
      [
        ["notify", []],
        ["fine", []],
      ],
    ]);
    expect(program.emit().length).toBeGreaterThan(0);
  });

  it("says of everything that it is left out", async () => {
    const { diagnostics } = await programOf(text, soft);
    const warnings = diagnostics.filter((one) => one.code !== "OS3004");
    const told = warnings.map((one) => [one.severity, one.code, /left out/.test(one.message + one.help)]);
    expect(told).toHaveLength(9);
    for (const one of told) expect(one).toEqual(["warning", expect.any(String), true]);
    expect(diagnostics.filter((one) => one.code === "OS3059").map((one) => one.message)).toEqual([
      "this rule is left out of the build: it needs `link`, which is left out",
      "this rule is left out of the build: it needs `link`, which is left out",
      "this rule is left out of the build: something that it uses is left out",
    ]);
  });

  it("leaves out single rules of a group, and nobody waits for those", async () => {
    const group = 'rules g() in deals < notify("Max", "{budget}"); sendEmail("x"); >';
    const rules = 'include g(); after previous notify("Max", "a"); after g notify("Max", "b");';
    const program = await programOf(`${group}\n${inNew(rules)}`, soft);
    expect(program.ok).toBe(true);
    const [block] = program.files.flatMap(blocksOf);
    const ended = [{ rule: "g.sendEmail", when: "ended" }];
    expect(block?.rules.map((one) => [one.name, one.after])).toEqual([
      ["g.sendEmail", []],
      ["notify", ended],
      ["notify2", ended],
    ]);
  });

  it("is an error where the project does not say otherwise", async () => {
    const program = await programOf(text);
    expect(program.ok).toBe(false);
    const errors = program.diagnostics.filter((one) => one.severity === "error");
    expect(errors.map((one) => one.code)).toEqual([
      "OS2008",
      "OS2003",
      "OS2007",
      "OS2014",
      "OS2007",
      "OS2003",
    ]);
  });
});

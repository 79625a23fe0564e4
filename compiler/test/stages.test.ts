import type { CheckedExpression } from "@onstage/compiler";
import { blocksOf } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, mended, onlyFound, programOf, shown } from "./declaration-support.ts";
import { schemaText } from "./expression-support.ts";

const daily = (where: string, header = "in deals"): string =>
  `every weekday at 09:00 ${header} where (${where}) < notify("Max", title) >\n`;

/** The stages and pipelines that a condition names, by their ids. */
async function named(text: string, schema?: string): Promise<readonly string[]> {
  const program = await programOf(text, {}, schema);
  expect(shown(program)).toEqual([]);
  const names: string[] = [];
  const read = (value: CheckedExpression): void => {
    if (value.kind === "stage") names.push(...value.places.map((one) => `${one.pipeline}/${one.stage}`));
    else if (value.kind === "pipeline") names.push(value.id);
    else if (value.kind === "list") value.items.forEach(read);
    else if (value.kind === "compare" || value.kind === "test") [value.left, value.right].forEach(read);
  };
  for (const block of program.files.flatMap(blocksOf)) if (block.condition) read(block.condition);
  return names;
}

describe("the stage of an item", () => {
  it("is known wherever there is an item whose like has stages", async () => {
    const places = [
      daily('stage == "Wait for payment"'),
      'on fieldChanged(amount) in deals when (stage not in ["Won", "Lost"]) < notify("Max", title) >\n',
      'on invoicePaid in deals pipeline "Sales" move to "Won" when stage != "Lost"\n',
      `function isOpen(deal: Deal) = deal.stage not in ["Won", "Lost"]\n${daily("isOpen(this)")}`,
      'on created in deals < notify("Max", title) when original.stage == "Won"; >\n',
      'on stage "New", "Proposal" in deals < every 1 day up to 3 times until (stage == "Proposal") notify("Max", "{stage}, {pipeline}") >\n',
      'rules ask(from: Stage) in deals < notify("Max", "{from}") when stage == from > on stage "New" in deals < include ask("Won"); >\n',
      'on invoicePaid in deals move to "Won" when pipeline == "Sales" and stage != "Lost" as "Max"\n',
      'rules ask(from: Stage) in deals < notify("Max", title) when stage == (if isTest then stage else from) > on stage "New" in deals < include ask("Won"); >\n',
    ];
    for (const text of places) expect(await found(text), text).toEqual([]);
  });

  it("is in quotes every stage of that title in the pipelines of the block", async () => {
    expect(await named(daily('stage == "Wait for payment"'))).toEqual(["sales/PAYMENT"]);
    expect(await named(daily('stage == "Product delivery"'))).toEqual([
      "sales/DELIVERY",
      "retail/R_DELIVERY",
    ]);
    expect(await named(daily('"Product delivery" != stage', 'in deals pipeline "Retail"'))).toEqual([
      "retail/R_DELIVERY",
    ]);
    expect(await named(daily('stage in ["Won", "Picked up"]'))).toEqual(["sales/WON", "retail/R_DONE"]);
    expect(await named(daily('stage == "New"', "in leads"))).toEqual(["leads/L_NEW"]);
  });

  it("is of the pipelines of the other item where it is that of another", async () => {
    expect(await named(daily('original.stage == "Product delivery"', 'in deals pipeline "Retail"'))).toEqual([
      "sales/DELIVERY",
      "retail/R_DELIVERY",
    ]);
  });

  it("is looked up in the titles of today before those of former times", async () => {
    const schema = schemaText.replace('"title": "Cart"', '"title": "Offer"');
    expect(await named(daily('stage == "Offer"'), schema)).toEqual(["retail/R_CART"]);
  });

  it("has a name that declared names hide", async () => {
    expect(await found(`const stage = 5\n${daily("stage == 5 and pieces > 1")}`)).toEqual([]);
  });
});

describe("the pipeline of an item", () => {
  it("is compared with titles of pipelines, whichever the block is for", async () => {
    expect(await named(daily('pipeline == "Retail"'))).toEqual(["retail"]);
    expect(await named(daily('pipeline in ["Retail", "Sales"]'))).toEqual(["retail", "sales"]);
    expect(await named(daily('pipeline == "Sales"', 'in deals pipeline "Retail"'))).toEqual(["sales"]);
  });
});

/** Conditions of deals by what is found in them. */
const mistakes: readonly (readonly [string, string, string])[] = [
  ['stage == "Wont"', 'OS2003 "Wont"', '"Won"`?'],
  ['stage in ["Won", "Wont"]', 'OS2003 "Wont"', '"Won"`?'],
  ['pipeline == "Retial"', 'OS2005 "Retial"', '"Retail"`?'],
  ['pipeline == "Won"', 'OS2005 "Won"', 'the pipelines are "Sales" and "Retail"'],
  ["stage == Won", "OS2007 Won", '"Won"`?'],
  ["pipeline == Retail", "OS2007 Retail", '"Retail"`?'],
  ["stge is set", "OS2007 stge", "did you mean `stage`?"],
  ["stage == title", "OS2108 stage == title", "a stage is compared with titles of stages, in quotes"],
  [
    "title == pipeline",
    "OS2108 title == pipeline",
    "a pipeline is compared with titles of pipelines, in quotes",
  ],
  ["stage == pipeline", "OS2108 stage == pipeline", ""],
  ['stage > "New"', 'OS2112 stage > "New"', ""],
  ['stage contains "pay"', "OS2126 stage", ""],
  ['stage starts with "Wait"', "OS2126 stage", ""],
  ['stage == ""', 'OS2114 stage == ""', "ask whether there is a value: `is empty`"],
  ['stage.title == "Won"', "OS2008 title", "it is a plain value without parts"],
  ['contact.stage == "Won"', "OS2008 stage", ""],
];

describe.each(mistakes)("%s", (condition, mistake, help) => {
  it("is a mistake, and told once", async () => {
    const text = daily(condition);
    expect(await found(text)).toEqual([mistake]);
    expect((await onlyFound(text)).help).toContain(help);
  });
});

describe("what is wrong with a stage or a pipeline in a condition", () => {
  it("is that items of this kind have none", async () => {
    const text = 'every day in contacts where (stage == "New") < notify("Max", name) >';
    const { code, message } = await onlyFound(text);
    expect(`${code} ${message}`).toBe(
      "OS2007 `stage` is neither a field of a Contact nor a value that is declared here",
    );
  });

  it("is that the stage is one of another pipeline", async () => {
    const { code, message, help } = await onlyFound(
      daily('stage == "Wait for payment"', 'in deals pipeline "Retail"'),
    );
    expect(`${code} ${message}`).toBe(
      'OS2003 the pipeline "Retail" of deals has no stage "Wait for payment"',
    );
    expect(help).toContain('"Cart"');
  });

  it("is that it was renamed, which is mended without a question", async () => {
    const text = daily('stage in ["Won", "Offer"]');
    const only = await onlyFound(text);
    expect(`${only.code} ${only.fixes[0]?.safe}`).toBe("OS3058 true");
    expect(mended(text, only)).toBe(daily('stage in ["Won", "Proposal"]'));
  });

  it("is that nobody knows it as it was before an event", async () => {
    const text = 'on fieldChanged(amount) in deals < notify("Max", title) when previous.stage == "New"; >';
    const only = await onlyFound(text);
    expect(`${only.code} ${only.message}`).toBe("OS2008 `previous` has no `stage`");
    expect(only.help).toContain("`stage` alone is where the item stands now");
  });

  it("is that stages of deals are none of leads", async () => {
    const text = "function same(one: Deal, other: Lead) = one.stage == other.stage\n";
    expect(await found(text)).toContain("OS2108 one.stage == other.stage");
  });
});

describe("a stage to move to has to stand in each pipeline that the item can be in", () => {
  const on = (header: string, rule: string): string =>
    `on fieldChanged(amount) in deals ${header}< ${rule} >`;
  const pay = 'changeStage("Wait for payment")';
  const wrong = ['OS2131 "Wait for payment"'];
  const group = (condition: string): string => `rules g() in deals < ${pay}${condition}; >\n`;

  it.each([
    [on("", pay), wrong],
    [on('pipeline "Sales" ', pay), []],
    [on("pipeline * ", pay), wrong],
    [on("", 'changeStage("Product delivery")'), []],
    [on('when (pipeline == "Sales") ', pay), []],
    [on('when (pipeline == "Retail") ', pay), wrong],
    [on('when (pipeline != "Retail" and amount > 5) ', pay), []],
    [on('when (pipeline != "Sales") ', pay), wrong],
    [on('when (pipeline in ["Sales"]) ', pay), []],
    [on('when (pipeline not in ["Retail"]) ', pay), []],
    [on('when (pipeline == "Sales" or amount > 5) ', pay), wrong],
    [on('when (not (pipeline == "Retail" or amount > 5)) ', pay), []],
    [on('when (stage == "Proposal") ', pay), []],
    [on('when (stage != "Proposal") ', pay), wrong],
    [on('when (stage == "Product delivery") ', pay), wrong],
    [on('when (original.pipeline == "Sales") ', pay), wrong],
    [on("", `${pay} when pipeline == "Sales"`), []],
    [on("", `${pay} when "Sales" == pipeline`), []],
    [on("", `${pay} when pipeline == "Retail"`), wrong],
    [`every day in deals where (amount > 5) < ${pay} >`, wrong],
    [`every day in deals where (stage == "Proposal") < ${pay} >`, []],
    [`on stage "Product delivery" in deals pipeline * < changeStage("Lost") >`, ['OS2131 "Lost"']],
    [`on stage "Product delivery" in deals pipeline * < changeStage("Lots") >`, ['OS2003 "Lots"']],
    [`${group("")}on stage "Proposal" in deals < include g() >`, []],
    [`${group("")}${on("", "include g()")}`, ["OS2042 g()"]],
    [`${group("")}${on("", 'include g() when pipeline == "Sales"')}`, []],
    [`${group(' when pipeline == "Sales"')}${on("", "include g()")}`, []],
  ] as const)("%s", async (text, expected) => {
    const told = (await found(text)).filter((one) => !one.startsWith("OS3"));
    expect(told).toEqual(expected);
  });

  it("which names the pipelines that lack it, and leads to one that has it", async () => {
    const only = await onlyFound('on stage "Product delivery" in deals pipeline * < changeStage("Lost") >');
    expect(only.message).toBe(
      'an item can be in the pipeline "Retail" of deals here, which has no stage "Lost"',
    );
    expect(only.help).toContain('`in deals pipeline "Sales"`');
  });
});

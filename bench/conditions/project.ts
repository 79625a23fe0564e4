import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Condition, RuleSet } from "@onstage/runtime/rules";
import { buildProject } from "onstage";
import { condition } from "./deals.ts";

const schema = {
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [{ id: "sales", title: "Sales", stages: [{ id: "NEW", title: "New" }] }],
      fields: {
        title: { type: "Text", required: true },
        amount: { type: "Money", required: true },
        paid: { type: "Money", required: true },
        discount: { type: "Number", required: true },
        pieces: { type: "Integer", required: true },
        probability: { type: "Integer", required: true },
      },
    },
  },
  users: [{ id: 1, name: "Max" }],
};

/** Conditions that differ from each other in a number, as those of a large project do. */
function rules(count: number): string {
  const others = Array.from({ length: count }, (_, index) => {
    const own = condition.replace("50000", String(50000 + index));
    return `  notify("Max", "{title}") when ${own};`;
  });
  const blocks: string[] = [];
  for (let from = 0; from < others.length; from += 500) {
    blocks.push(`on stage "New" in deals <\n${others.slice(from, from + 500).join("\n")}\n>`);
  }
  return `${blocks.join("\n")}\n`;
}

/**
 * Builds a project of that many rules with `onstage build`, and loads its pure half as the service does.
 *
 * @returns the conditions of its rules, and the rule set
 */
export async function compiledConditions(
  folder: string,
  count: number,
): Promise<{ readonly ruleSet: RuleSet; readonly conditions: readonly Condition<never>[] }> {
  const files = {
    "onstage.json": JSON.stringify({
      schema: "crm.schema.json",
      rules: ["rules/*.rules"],
      timezone: "Europe/Berlin",
    }),
    "crm.schema.json": JSON.stringify(schema),
    "rules/deals.rules": rules(count),
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { build, program } = await buildProject(folder);
  if (build === undefined)
    throw new Error(`The project does not build: ${JSON.stringify(program.diagnostics)}`);
  const { ruleSet }: { readonly ruleSet: RuleSet } = createRequire(import.meta.url)(
    path.join(build.folder, "rules.js"),
  );
  const conditions = ruleSet.blocks.flatMap((block) => block.rules.flatMap((rule) => rule.when ?? []));
  return { ruleSet, conditions };
}

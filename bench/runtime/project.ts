import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildProject } from "onstage";

/** The stage whose one rule is measured, and the one that items come from. */
export const stages = { from: "New", to: "Work" } as const;

const schema = {
  version: 1,
  entities: {
    deals: {
      title: "Deals",
      item: "Deal",
      pipelines: [
        {
          id: "sales",
          title: "Sales",
          stages: [
            { id: "NEW", title: stages.from },
            { id: "WORK", title: stages.to },
            { id: "WON", title: "Won", final: "success" },
          ],
        },
      ],
      fields: { title: { type: "Text", title: "Name", required: true } },
    },
  },
  users: [],
};

const config = { schema: "crm.schema.json", rules: ["rules/**/*.rules"], actions: ["actions/*.ts"] };

const action = `import type { ActionContext, Text } from "@onstage/runtime/actions";

/** Does nothing, and tells when: nanoseconds of the machine's monotonic clock. */
export async function noop(context: ActionContext): Promise<Text> {
  return String(process.hrtime.bigint());
}
`;

const clock = `import type { ActionContext, Text } from "@onstage/runtime/actions";

/** Does nothing, and tells when: milliseconds since 1970. */
export async function tellTime(context: ActionContext): Promise<Text> {
  return String(Date.now());
}
`;

/**
 * Writes a project of some rules, and builds it.
 *
 * @returns the folder of the build
 */
export async function buildRules(folder: string, rules: string): Promise<string> {
  const files = {
    "onstage.json": JSON.stringify({ ...config, timezone: "Europe/Berlin", currency: "EUR" }),
    "crm.schema.json": JSON.stringify(schema),
    "rules/work.rules": rules,
    "actions/noop.ts": action,
    "actions/tellTime.ts": clock,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const { build, program } = await buildProject(folder);
  if (build !== undefined) return build.folder;
  throw new Error(`The project of the bench does not build: ${JSON.stringify(program.diagnostics)}`);
}

/** Builds a project of one rule, whose action does nothing. */
export function buildOneRule(folder: string): Promise<string> {
  return buildRules(folder, `on stage "${stages.to}" in deals <\n  noop();\n>\n`);
}

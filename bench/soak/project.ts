import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Fails now and then for a while, and rarely for good. */
const FLAKY = `import { type ActionContext, PermanentError, TransientError } from "@onstage/runtime/actions";

/**
 * Fails now and then.
 *
 * @repeatable
 */
export async function flaky(context: ActionContext): Promise<void> {
  await Promise.resolve();
  const chance = Math.random();
  if (chance < 0.02) throw new PermanentError(\`\${context.item.id} is not wanted\`);
  if (chance < 0.3) throw new TransientError("not now");
}
`;

/** The rules, of which each edition is a rule set of its own. */
function rulesOf(edition: number): string {
  return `on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link, subject: "Now: {title}, ${edition}");
  soon: after 3 seconds flaky();
>
on stage "Proposal" in deals <
  flaky();
  later: after 20 seconds flaky();
>
`;
}

/** Writes another edition of the rules. */
export function writeRules(folder: string, edition: number): void {
  writeFileSync(path.join(folder, "rules", "soak.rules"), rulesOf(edition));
}

/** Makes a project with a rule of each kind of work. */
export function makeProject(folder: string): void {
  const payments = path.join(import.meta.dirname, "..", "..", "examples", "payments");
  cpSync(path.join(payments, "crm.schema.json"), path.join(folder, "crm.schema.json"));
  for (const name of ["rules", "actions"]) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, "actions", "flaky.ts"), FLAKY);
  const config = { schema: "crm.schema.json", rules: ["rules/*.rules"], actions: ["actions/*.ts"] };
  const limits = { mail: { concurrent: 16 } };
  writeFileSync(path.join(folder, "onstage.json"), JSON.stringify({ ...config, limits }));
  writeRules(folder, 1);
}

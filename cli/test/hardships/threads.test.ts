import { expect, it } from "vitest";
import { ask, hardship } from "./load.ts";

/** An action that fills the memory faster than anybody can look between two of its steps. */
const FILLS = `import type { ActionContext } from "@onstage/runtime/actions";
/** Fills the memory. */
export async function fillUp(context: ActionContext): Promise<void> {
  await Promise.resolve();
  const kept: unknown[] = [context.item.id];
  for (;;) kept.push(context.item.id % 2 === 0 ? 1.5 + kept.length : new Array(1e7).fill(kept.length));
}
`;

/** An action that takes down the thread that it runs in, in one of two ways. */
const BREAKS = `import type { ActionContext } from "@onstage/runtime/actions";
/** Takes its thread down. */
export async function breakDown(context: ActionContext): Promise<void> {
  await Promise.resolve();
  if (context.item.id % 2 === 0) process.exit(1);
  setTimeout(() => {
    throw new Error("nobody catches this");
  }, 1);
  await new Promise(() => undefined);
}
`;

const RULES = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link, subject: "Now: {title}");
  later: after 1 second sendEmail("Still there?", subject: "Later: {title}");
>
on stage "Proposal" in deals <
  breakDown();
>
`;

it.each([
  ["end their thread, or leave it an error that nobody catches,", "breakDown", BREAKS],
  ["fill their memory in one loop", "fillUp", FILLS],
])(
  "actions that %s lose no mail of others, and double none",
  { timeout: 180_000 },
  async (_, action, code) => {
    const own = await hardship();
    const { write } = own.own;
    write("rules/kills.rules", RULES.replace("breakDown", action));
    write("actions/break.ts", code);
    const settings = { schema: "crm.schema.json", rules: ["rules/kills.rules"], actions: ["actions/*.ts"] };
    write("onstage.json", JSON.stringify(settings));
    const serving = await own.start();
    own.send(() => serving);
    for (let time = 0; time < 4; time += 1) {
      await own.more(10);
      const broken = { title: `Broken ${time}`, amount: 1, contact: 1, stage: "Proposal" };
      expect(await ask(serving, "/v1/items/deals", broken)).toMatchObject({ status: 201 });
    }
    await own.more(10);
    await own.enough();
    const { broken } = await own.outcome(serving);
    // The deals that broke have a run of their own and no link; what is said of all others has to hold.
    expect(broken.filter((one) => !one.includes("Broken") && !one.includes(action))).toEqual([
      expect.stringMatching(/links were made/),
    ]);
    const { text } = await ask(serving, `/v1/runs?rule=${action}`);
    const { runs } = JSON.parse(text) as { readonly runs: readonly { readonly status: string }[] };
    expect(runs.map(({ status }) => status)).toEqual(["failed", "failed", "failed", "failed"]);
    expect(await ask(serving, "/readyz")).toMatchObject({ status: 200 });
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
  },
);

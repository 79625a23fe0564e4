import { describe, expect, it } from "vitest";
import { type Serving, serve, token } from "./serving.ts";
import { type Ended, onstage, project, type Scratch } from "./support.ts";

const file = "rules/payments.rules";
const first = `on stage "Wait for payment" in deals <
  reminder: after 1 day notify("Max", "call them") when amount > 50000;
  never: notify("Max", "no") disabled;
>`;
/** The same with a longer delay, a rule more, and none that is disabled. */
const second = `on stage "Wait for payment" in deals <
  reminder: after 2 days notify("Max", "call them") when amount > 50000;
  second: after 3 days notify("Max", "call {title}") when amount > 50000;
>`;

type Verb = (...args: string[]) => Promise<Ended>;

async function served(own: Scratch): Promise<{ serving: Serving; verb: Verb }> {
  own.write(file, first);
  const serving = await serve(own, { ONSTAGE_SMTP_URL: "" });
  const verb: Verb = (...args) =>
    onstage(args, {
      cwd: own.folder,
      env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: token, TZ: "Pacific/Auckland" },
    });
  for (const amount of [60000, 10]) {
    const { body } = await serving.call("POST", "items/deals", { title: `Deal ${amount}`, amount });
    const { id } = body as { readonly id: number };
    await serving.call("POST", `items/deals/${id}/move`, { stage: "Wait for payment" });
  }
  return { serving, verb };
}

describe("the verbs for the rules of a running service", { timeout: 120_000 }, () => {
  it("plan a deploy, do it, list what is kept, and roll it back", async () => {
    using own = project();
    const { verb } = await served(own);
    own.write(file, second);

    const plan = await verb("deploy", "--plan");
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toMatch(/^for new visits: 1 added, 1 changed, 0 removed, \d as they are\n/);
    expect(plan.stdout).toMatch(
      /\n {2}\+ second \(notify\) +deals: Wait for payment +rules\/payments\.rules:3\n/,
    );
    expect(plan.stdout).toMatch(
      /\n {2}~ reminder \(notify\) +deals: Wait for payment +rules\/payments\.rules:2\n/,
    );
    expect(plan.stdout).toContain("\n2 open visits stay with the rules that they began with\n");
    expect(plan.stdout).toMatch(
      /\n {2}2 × reminder: goes on as it was; changed for new visits \(rules\/.+#reminder\)\n/,
    );
    expect(plan.stderr).toContain("nothing is done yet");

    const deployed = await verb("deploy");
    expect(deployed).toMatchObject({ code: 0, stdout: "" });
    expect(deployed.stderr).toMatch(/^[0-9a-f]{12} is the current rule set; new visits take it\n$/);
    expect((await verb("deploy", "--plan")).stderr).toBe(
      "nothing would change: the service has these rules\n",
    );

    const kept = await verb("rulesets");
    expect(kept.stdout.split("\n")).toEqual([
      expect.stringMatching(/^hash +since \(Europe\/Berlin\) +by +visits +runs$/),
      expect.stringMatching(/^[0-9a-f]{12} +current .* api +0 +0$/),
      expect.stringMatching(/^[0-9a-f]{12} +before .* start +2 +2$/),
      "",
    ]);

    const [, , before = ""] = kept.stdout.split("\n");
    const hash = before.slice(0, 12);
    expect((await verb("deploy", "--rollback")).stderr).toContain(`${hash} is the current rule set again`);
    expect(await verb("deploy", "--rollback", "0123456789ab")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The service keeps no rule set 0123456789ab."),
    });
  });

  it("tell in a plan of a deploy that a file has changed which an action imports, however far away", async () => {
    using own = project();
    const config = { schema: "crm.schema.json", rules: ["rules/payments.rules"], actions: ["actions/*.ts"] };
    own.write("onstage.json", JSON.stringify(config));
    const action = (name: string, imports: string, result: string) =>
      `${imports}import type { ActionContext } from "@onstage/runtime/actions";
/** Does ${name}. */
export async function ${name}(_context: ActionContext): Promise<number> {
  return ${result};
}
`;
    own.write("actions/near.ts", action("near", 'import { count } from "../lib/count.js";\n', "count"));
    own.write("actions/far.ts", action("far", "", "7"));
    own.write(
      "lib/count.ts",
      'import data from "./data.json" with { type: "json" };\nexport const count: number = data.count;\n',
    );
    own.write("lib/data.json", '{ "count": 1 }');
    own.write(file, 'on stage "Proposal" in deals <\n  near();\n  far();\n>');
    const serving = await serve(own, {});
    const plan = () =>
      onstage(["deploy", "--plan"], {
        cwd: own.folder,
        env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: token },
      });
    expect((await plan()).stderr).toContain("nothing would change");
    own.write("lib/data.json", '{ "count": 2 }');
    const { stdout, stderr } = await plan();
    expect(stderr).toContain("nothing is done yet");
    expect(stdout).toMatch(/^for new visits: 0 added, 1 changed, 0 removed, 1 as they are\n {2}~ near /);
  });

  it("refuse a deploy of rules with errors before the service is asked", async () => {
    using own = project();
    const { verb, serving } = await served(own);
    own.write(file, second.replace("amount", "amuont"));
    const refused = await verb("deploy");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("amuont");
    expect((await serving.call("GET", "rulesets")).body).toMatchObject({ ruleSets: [{ by: "start" }] });
  });

  it("enroll items into a new rule by a plan, and only as it says", async () => {
    using own = project();
    const { verb, serving } = await served(own);
    own.write(file, second);
    await verb("deploy");

    expect(await verb("enroll", "second")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("onstage enroll second --plan"),
    });
    const plan = await verb("enroll", "second", "--plan");
    // The times are those of the service, as its sentences are, and not of whoever asks.
    expect(plan.stdout.split("\n")).toEqual([
      expect.stringMatching(/^item +when \(Europe\/Berlin\) +what, on the item as it is now$/),
      expect.stringMatching(/^deals\/1 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +notify \{.*"call Deal 60000".*\}$/),
      expect.stringMatching(/^deals\/2 +.* skipped: amount > 50000 is false \(amount is 10\.00 EUR\)$/),
      "",
    ]);
    const digest = /--apply ([0-9a-f]{64})\n/.exec(plan.stderr)?.[1] ?? "";

    await serving.call("PATCH", "items/deals/2", { amount: 70000 });
    const refused = await verb("enroll", "second", "--apply", digest);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Something has changed since the plan was made");
    expect(refused.stderr).toContain("deals/2 would now run");

    const next = JSON.parse((await verb("enroll", "second", "--plan", "--format", "json")).stdout);
    expect((await verb("enroll", "second", "--apply", next.digest)).stderr).toBe("2 items have got it\n");
    expect((await verb("enroll", "second", "--apply", next.digest)).stderr).toBe(
      "this plan was applied before; nothing was done\n",
    );
    expect((await serving.call("GET", "runs?rule=second")).body).toMatchObject({
      runs: [
        {
          item: "deals/1",
          status: "waiting",
          sign: "waiting",
          why: { code: "moment", steps: [{ by: "3 days" }] },
        },
        { item: "deals/2" },
      ],
    });
    expect((await verb("enroll", "second", "--plan")).stderr).toMatch(
      /^no item stands in deals: Wait for payment/,
    );
    expect(await verb("enroll", "second", "--apply", "abc")).toMatchObject({ code: 2 });
  });

  it("disable a rule and enable it, by its name", async () => {
    using own = project();
    const { verb, serving } = await served(own);
    const disabled = await verb("rule", "disable", "reminder");
    expect(disabled.stderr).toMatch(
      /#reminder is disabled by api; 2 runs of it wait: what waits is held until it is enabled\n$/,
    );
    const listed = await verb("rule", "list");
    expect(listed.stdout).toMatch(
      /\nreminder +deals: Wait for payment +2 +disabled by api at .* rules\/.+#reminder\n/,
    );
    expect(listed.stderr).toBe("times are those of Europe/Berlin\n");
    const held = async () => {
      const { body } = await serving.call("GET", "runs?rule=reminder");
      return (body as { readonly runs: readonly { readonly why: { readonly code: string } }[] }).runs;
    };
    while ((await held()).some(({ why }) => why.code !== "disabled"));
    expect((await verb("rule", "disable", "reminder")).stderr).toMatch(
      /#reminder was disabled already, by api: nothing has changed\n$/,
    );
    expect((await verb("rule", "enable", "reminder")).stderr).toMatch(/#reminder goes on; 2 runs of it wait/);
    while ((await held()).some(({ why }) => why.code !== "moment"));
    expect((await verb("rule", "enable", "reminder")).stderr).toMatch(
      /#reminder was not disabled: nothing has changed\n$/,
    );
    expect(await verb("rule", "disable", "remindr")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Did you mean “reminder”?"),
    });
  });

  it("show with an item the rules of its stage that never run", async () => {
    using own = project();
    const { serving } = await served(own);
    expect((await serving.call("GET", "items/deals/1")).body).toMatchObject({
      visits: [
        {},
        {
          idle: [
            {
              rule: "never",
              sign: "skipped",
              reason: "its rule is written as `disabled`",
              why: { code: "written-disabled", what: "rule" },
              source: { file, line: 3 },
            },
          ],
        },
      ],
    });
  });
});

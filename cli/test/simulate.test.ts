import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { onstage, payments, project } from "./support.ts";

const scenario = readFileSync(path.join(payments, "scenarios", "large-deal.json"), "utf8");

describe("onstage simulate", () => {
  it("says what would happen, as JSON of the published shape", async () => {
    const { code, stdout, stderr } = await onstage([
      "simulate",
      "scenarios/large-deal.json",
      "--format",
      "json",
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("no rule uses the action `sendSms`");
    expect(stderr).toContain("event `invoicePaid` at +2h: no rule listens to it yet");
    const moment = "2026-03-02T10:00:00.000+01:00";
    expect(JSON.parse(stdout)).toEqual({
      runs: [
        expect.objectContaining({
          item: "deals/1",
          stage: "Wait for payment",
          visit: 1,
          rule: "link",
          action: "createPaymentLink",
          status: "done",
          due: moment,
          started: moment,
          ended: moment,
          args: {},
          result: { url: "https://pay.example/1" },
          reason: null,
          attempts: 1,
          source: { file: "rules/payments.rules", line: 1 },
        }),
        expect.objectContaining({
          rule: "sendEmail",
          status: "done",
          args: { message: { url: "https://pay.example/1" } },
          source: { file: "rules/payments.rules", line: 1 },
        }),
      ],
      moves: [{ at: moment, item: "deals/1", from: "New", to: "Wait for payment", by: "event" }],
      items: {
        deals: [{ id: 1, stage: "Wait for payment", title: "Acme", amount: 10, currency: "EUR", contact: 7 }],
        contacts: [{ id: 7, name: "Ann", email: "ann@acme.example" }],
      },
    });
  });

  it("shows people a timeline with what was skipped and why", async () => {
    const small = scenario.replace('"amount": 60000', '"amount": 40000');
    const { code, stdout } = await onstage(["simulate", "-"], { input: small });
    expect(code).toBe(0);
    expect(stdout).toContain("– skipped   sendEmail");
    expect(stdout).toContain("amount > 50000 is false (amount is 40000.00 EUR)");
  });

  it("fails as told, and tries again in virtual time", async () => {
    const input = JSON.stringify({
      ...JSON.parse(scenario),
      fail: { createPaymentLink: { times: 2, error: "no provider" } },
    });
    const { stdout } = await onstage(["simulate", "-", "--format", "json"], { input });
    expect(JSON.parse(stdout).runs).toMatchObject([
      { rule: "link", status: "done", attempts: 3, ended: "2026-03-02T10:00:06.000+01:00" },
      { rule: "sendEmail", status: "done", started: "2026-03-02T10:00:06.000+01:00" },
    ]);
  });

  it("never runs an action of the project", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/own.rules"], actions: ["actions/*.ts"] }),
    );
    own.write(
      "actions/own.ts",
      'import type { ActionContext, Money } from "@onstage/runtime/actions";\nprocess.exit(3);\n/** Never. */\nexport async function price(context: ActionContext): Promise<Money> { process.exit(4); }',
    );
    own.write("rules/own.rules", 'on stage "New" in deals < let p = price(); notify("Max", "It is {p}") >');
    const input = JSON.stringify({
      items: { deals: [{ id: 1, stage: "Proposal", title: "A" }] },
      events: [{ at: "+0m", move: "deals/1", to: "New" }],
    });
    const { code, stdout, stderr } = await onstage(["simulate", "-", "--format", "json"], {
      cwd: own.folder,
      input,
    });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).runs).toMatchObject([
      { action: "price", status: "done", result: { amount: "1.00", currency: "EUR" } },
      { action: "notify", status: "done", args: { message: "It is 1.00 EUR" } },
    ]);
  });

  it("says what keeps an event of the project from being loaded, and ends with 1", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/own.rules"], triggers: ["events/*.ts"] }),
    );
    own.write(
      "events/own.ts",
      'import { fits } from "left-pad";\n/** A room was booked. */\nexport function booked(event: {}): boolean { return fits(event); }',
    );
    own.write("rules/own.rules", 'on booked in deals < notify("Max", "{title}") >');
    const { code, stdout, stderr } = await onstage(["simulate", "-"], { cwd: own.folder, input: scenario });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error OS5306: .*left-pad"\n {2}at events\/own\.ts:1:22\n/);
  });

  it("says which rules do not run since the schema is older than they are", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/own.rules"], schemaErrors: "warning" }),
    );
    own.write(
      "rules/own.rules",
      'on stage "Proposal" in deals < notify("Max", "{newField}"); notify("Anna", "{title}") >',
    );
    const input = JSON.stringify({
      items: { deals: [{ id: 1, stage: "New", title: "A" }] },
      events: [{ at: "+0m", move: "deals/1", to: "Proposal" }],
    });
    const { code, stdout, stderr } = await onstage(["simulate", "-", "--format", "json"], {
      cwd: own.folder,
      input,
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).runs).toMatchObject([{ action: "notify", args: { message: "A" } }]);
    expect(stderr).toContain("warning OS2007: `newField`");
    expect(stderr).toContain("left out of the build");
  });

  it("says everything that is wrong with a scenario, and ends with 1", async () => {
    const wrong = [
      "{ cut",
      '{ "events": [], "what": 1 }',
      '{ "events": [{ "at": "soon", "move": "deals/1", "to": "New" }] }',
      '{ "items": { "deals": [{ "id": 1, "stage": "Nw", "title": "A" }] }, "events": [] }',
      '{ "events": [{ "at": "+0m", "move": "deals/9", "to": "New" }] }',
      "[]",
      '{ "events": [], "results": { "createPaymentLink": "https://pay.example/1" } }',
    ];
    for (const input of wrong) {
      const { code, stdout, stderr } = await onstage(["simulate", "-"], { input });
      expect({ input, code, stdout }).toEqual({ input, code: 1, stdout: "" });
      expect(stderr).toMatch(/^error OS5401: /);
      expect(stderr).not.toContain("    at ");
    }
  });

  it("ends with 1 where the rules are wrong, and with 2 where there is no scenario", async () => {
    using own = project();
    own.write("rules/own.rules", "on stage");
    expect((await onstage(["simulate", "-"], { cwd: own.folder, input: scenario })).code).toBe(1);
    expect((await onstage(["simulate", "none.json"])).code).toBe(2);
  });
});

describe("onstage simulate on rules that cannot be built", () => {
  const circle = `on fieldChanged(amount) in deals <
  setField(amount, amount + 1) when amount is set;
>
`;

  it("shows what `check` has found over the funnel, from the scenario of the finding as it is", async () => {
    using folder = project();
    folder.write("rules/delivery.rules", circle);
    const checked = await onstage(["check", "--format", "json"], { cwd: folder.folder });
    const [finding] = JSON.parse(checked.stdout).diagnostics;
    expect([checked.code, finding.code]).toEqual([1, "OS3013"]);
    const { code, stdout, stderr } = await onstage(["simulate", "-", "--format", "json"], {
      cwd: folder.folder,
      input: JSON.stringify(finding.witness.scenario),
    });
    expect(code).toBe(0);
    expect(stderr).toContain("note: these rules are not built until `onstage check` finds no errors: OS3013");
    expect(JSON.parse(stdout).runs.at(-1).reason).toContain("stopped after 20 changes");
    const built = await onstage(["build"], { cwd: folder.folder });
    expect(built.code).toBe(1);
  });

  it("says what is wrong where there is another error, and runs nothing", async () => {
    using folder = project();
    folder.write(
      "rules/delivery.rules",
      `${circle}on stage "Nowhere" in deals < notify(responsible, "x"); >\n`,
    );
    const { code, stdout, stderr } = await onstage(["simulate", "-"], { cwd: folder.folder, input: "{}" });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Nowhere");
  });
});

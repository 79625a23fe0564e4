import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Serving, serve, token } from "./serving.ts";
import { type Ended, onstage, project, type Scratch } from "./support.ts";

/** A letter that no mail server is set for, and two reminders, one behind the other. */
const rules = `on stage "Wait for payment" in deals <
  letter: sendEmail("Please pay");
  reminder: after 1 day notify("Max", "call them");
  last: after previous, after 2 days notify("Max", "call again");
>`;

interface Shown {
  readonly id: string;
  readonly status: string;
}

type Verb = (...args: string[]) => Promise<Ended>;

/** A service with a deal in "Wait for payment", and the command with its address and token. */
async function served(own: Scratch, title = "Acme"): Promise<{ serving: Serving; verb: Verb; deal: string }> {
  own.write("rules/payments.rules", rules);
  const serving = await serve(own, { ONSTAGE_SMTP_URL: "" });
  const verb: Verb = (...args) =>
    onstage(args, {
      cwd: own.folder,
      env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: token, TZ: "Asia/Tokyo" },
    });
  await serving.call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" });
  await serving.call("POST", "items/deals", { title, amount: 60000, contact: 1 });
  await serving.call("POST", "items/deals/1/move", { stage: "Wait for payment" });
  return { serving, verb, deal: "deals/1" };
}

/** What a verb has printed: a page of runs, or an item, whose shape is for the test to say. */
const json = ({ stdout }: Ended): { readonly runs: readonly Shown[]; readonly next: string } =>
  JSON.parse(stdout);

/** The run of a rule once it stands so. */
async function until(verb: Verb, rule: string, status: string): Promise<{ readonly id: string }> {
  for (;;) {
    const { runs } = json(await verb("runs", "--rule", rule, "--format", "json"));
    const found = runs.find((run) => run.status === status);
    if (found) return found;
  }
}

describe("the verbs of a running service", () => {
  it("list runs, show an item, try a failed run again, and stop what waits", async () => {
    using own = project();
    const { serving, verb, deal } = await served(own);
    const letter = await until(verb, "letter", "failed");

    const failed = await verb("runs", "--failed");
    expect(failed).toMatchObject({ code: 0, stderr: "" });
    expect(failed.stdout).toMatch(/^status\s+when \(Europe\/Berlin\)\s+item\s+rule\s+run\n/);
    expect(failed.stdout).toMatch(
      new RegExp(`\\nfailed .* deals/1 +letter \\(sendEmail\\) +${letter.id}\\n`),
    );
    expect(failed.stdout).toContain("ONSTAGE_SMTP_URL");
    const page = json(await verb("runs", "--limit", "1", "--format", "json"));
    expect(page).toMatchObject({ runs: [{ id: expect.any(String) }], next: expect.any(String) });
    const rest = json(await verb("runs", "--after", page.next, "--format", "json"));
    expect(rest).toMatchObject({ runs: [{}, {}], next: null });

    const shown = await verb("item", deal, "--timezone", "Europe/Berlin");
    expect(shown).toMatchObject({ code: 0, stderr: "times are those of Europe/Berlin\n" });
    expect(shown.stdout).toMatch(/^deals\/1 {2}Acme {2}in Wait for payment/);
    expect(shown.stdout).toMatch(/amount +60000/);
    expect(shown.stdout).toMatch(/! failed +letter: sendEmail.*rules\/payments\.rules:2/);
    expect(shown.stdout).toMatch(/◷ waiting +reminder: notify.*rules\/payments\.rules:3\n +waits until .*\n/);
    expect(shown.stdout, "the moment is said once").not.toMatch(/\n +until /);
    expect(json(await verb("item", deal, "--format", "json"))).toMatchObject({ id: 1, title: "Acme" });

    const retried = await verb("retry", letter.id, "deals-1-1-nothing");
    expect(retried.code).toBe(1);
    expect(retried.stderr).toBe(
      "deals/1: letter is tried again\ndeals-1-1-nothing: There is no run deals-1-1-nothing.\n",
    );
    await until(verb, "letter", "failed");
    const [first] = json(await verb("runs", "--rule", "letter", "--format", "json")).runs;
    expect(first).toMatchObject({ attempts: 2 });

    expect(await verb("run-now", "deals-1-2-reminder")).toMatchObject({
      code: 0,
      stderr: "deals/1: reminder runs now\n",
    });
    await until(verb, "reminder", "failed");
    const stopped = await verb("stop", deal, "--format", "json");
    expect(stopped.code).toBe(0);
    expect(json(stopped)).toMatchObject({ runs: [{ rule: "last", status: "cancelled" }] });
    expect(await verb("stop", deal)).toMatchObject({ code: 0, stderr: "nothing waits for deals/1\n" });
    expect(await verb("stop", "deals/99")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no item deals/99"),
    });
    const refused = await verb("confirm", letter.id, "sent");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^deals-1-2-letter: .+\.\n$/);
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
  });

  it("stop only what waits of one rule, and let nothing behind it start by that", async () => {
    using own = project();
    const { verb, deal, serving } = await served(own);
    const one = json(await verb("stop", deal, "--rule", "reminder", "--format", "json"));
    expect(one).toMatchObject({ runs: [{ rule: "reminder", status: "cancelled" }] });
    expect(await until(verb, "last", "waiting")).toBeDefined();
    serving.child.kill("SIGTERM");
    await serving.ended;
  });

  it("copy the ledger while it is in use, and never over another file", async () => {
    using own = project();
    const { verb, serving } = await served(own);
    await until(verb, "letter", "failed");
    const file = path.join(own.folder, "monday.db");
    const made = await verb("backup", file);
    expect(made).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("holds the ledger") });
    expect(statSync(file).mode & 0o077).toBe(0);
    const copy = new DatabaseSync(file, { readOnly: true });
    expect(copy.prepare("SELECT count(*) AS count FROM runs").get()).toEqual({ count: 3 });
    copy.close();
    expect(await verb("backup", file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("is there already"),
    });
    expect(readdirSync(path.join(own.folder, "data")).filter((name) => name.startsWith("backup-"))).toEqual(
      [],
    );
    expect(readdirSync(own.folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    serving.child.kill("SIGTERM");
    await serving.ended;
  });

  it("let no text of an item steer the terminal", async () => {
    using own = project();
    const hostile = "\u001B]0;owned\u0007\u009B2J\u202Ecod.exe";
    const { verb, deal, serving } = await served(own, hostile);
    for (const args of [["item", deal], ["item", deal, "--format", "json"], ["runs"]]) {
      const { stdout, stderr } = await verb(...args);
      expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    }
    expect(json(await verb("item", deal, "--format", "json"))).toMatchObject({ title: hostile });
    serving.child.kill("SIGTERM");
    await serving.ended;
  });

  it("say in a sentence what is called wrongly, and end with 2; what the service refuses ends with 1", async () => {
    using own = project();
    const { serving, verb } = await served(own);
    const call = (args: readonly string[], env: NodeJS.ProcessEnv) =>
      onstage(args, { cwd: own.folder, env: { ONSTAGE_URL: serving.url, ONSTAGE_TOKEN: token, ...env } });
    const other = createServer((_, response) => response.end("<html>")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const foreign = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    const table: readonly (readonly [readonly string[], NodeJS.ProcessEnv, number, RegExp])[] = [
      [["runs"], { ONSTAGE_TOKEN: "" }, 2, /no token is set/],
      [["runs"], { ONSTAGE_TOKEN: "another-token-0123456789" }, 2, /does not know this token/],
      [["runs"], { ONSTAGE_URL: "http://127.0.0.1:1" }, 2, /no service answers at http:\/\/127\.0\.0\.1:1/],
      [["runs"], { ONSTAGE_URL: foreign }, 2, /is no Onstage service/],
      [["runs"], { ONSTAGE_URL: "nonsense" }, 2, /address of the service is none/],
      [["runs", "--status", "broken"], {}, 2, /Allowed choices are waiting/],
      [["runs", "--failed", "--status", "done"], {}, 2, /ask for different runs/],
      [["runs", "--timezone", "Nowhere/Else"], {}, 2, /there is no time zone/],
      [["item", "deals"], {}, 2, /written with its entity and its id/],
      [["item", "deals/9"], {}, 1, /There is no/],
      [["stop", "deals"], {}, 2, /written with its entity/],
      [["confirm", "deals-1-2-letter", "maybe"], {}, 2, /Allowed choices are sent, send-again/],
    ];
    for (const [args, env, code, text] of table) {
      const ended = await call(args, env);
      expect(ended.stderr, args.join(" ")).toMatch(text);
      expect(ended.stderr).not.toContain("    at ");
      expect(ended.stderr).not.toContain(token);
      expect(ended, args.join(" ")).toMatchObject({ code, stdout: "" });
    }
    for (const name of ["runs", "item", "stop", "retry", "run-now", "confirm", "backup"]) {
      const help = await verb(name, "--help");
      expect(help).toMatchObject({ code: 0, stdout: expect.stringMatching(/Example:\n {2}ONSTAGE_TOKEN=/) });
    }
    serving.child.kill("SIGTERM");
    await serving.ended;
  });
});

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { startMailCatcher, startPaymentDesk } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { type Serving, serve, token } from "./serving.ts";
import { onstage, payments, project, scratch } from "./support.ts";

interface Item {
  readonly id: number;
  readonly visits: readonly {
    readonly runs: readonly {
      readonly rule: string;
      readonly status: string;
      readonly reason: string | null;
      readonly attempts: number;
    }[];
  }[];
}

async function runsOf(serving: Serving, item: string): Promise<Item["visits"][number]["runs"]> {
  const { body } = await serving.call("GET", `items/${item}`);
  return (body as Item).visits.at(-1)?.runs ?? [];
}

/** Asks until all runs of an item have ended; the test's own time limit ends a wait in vain. */
async function ended(serving: Serving, item: string): Promise<Item["visits"][number]["runs"]> {
  for (;;) {
    const runs = await runsOf(serving, item);
    if (runs.length > 0 && runs.every((run) => !["waiting", "running"].includes(run.status))) return runs;
  }
}

async function sampleDeal(serving: Serving, amount: number): Promise<string> {
  const contact = (await serving.call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" }))
    .body as Item;
  const deal = (await serving.call("POST", "items/deals", { title: "Acme", amount, contact: contact.id }))
    .body as Item;
  return `deals/${deal.id}`;
}

/** A mail server that takes a message up to its last line, tells of it, and never answers. */
async function silentMailServer(): Promise<{
  readonly url: string;
  readonly given: Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}> {
  const given = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    let inData = false;
    let text = "";
    socket.on("error", () => undefined);
    socket.write("220 silent\r\n");
    socket.on("data", (bytes) => {
      text += bytes.toString();
      if (inData && text.endsWith("\r\n.\r\n")) return given.resolve();
      if (inData) return undefined;
      for (const line of text.split("\r\n").slice(0, -1)) {
        if (/^EHLO/i.test(line)) socket.write("250 silent\r\n");
        else if (/^DATA/i.test(line)) {
          inData = true;
          socket.write("354 go on\r\n");
        } else socket.write("250 ok\r\n");
      }
      text = inData ? "" : text.slice(text.lastIndexOf("\r\n") + 2);
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    given: given.promise,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe("onstage serve", { timeout: 120_000 }, () => {
  it("runs the rules on what comes in by HTTP, and sends real mail", async () => {
    using own = project();
    const mail = await startMailCatcher();
    const desk = await startPaymentDesk();
    const serving = await serve(own, { ONSTAGE_SMTP_URL: mail.url, ONSTAGE_PAYMENTS_URL: desk.url });
    const large = await sampleDeal(serving, 60000);
    const small = await sampleDeal(serving, 40000);
    for (const deal of [large, small]) {
      expect((await serving.call("POST", `items/${deal}/move`, { stage: "Wait for payment" })).status).toBe(
        200,
      );
    }
    expect(await ended(serving, large)).toMatchObject([{ status: "done" }, { status: "done" }]);
    expect(await ended(serving, small)).toMatchObject([
      { status: "done" },
      { status: "skipped", reason: "amount > 50000 is false (amount is 40000.00 EUR)" },
    ]);
    const [letter, ...others] = await mail.waitForMail(1);
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ to: ["ann@acme.example"], subject: "Acme" });
    expect(letter?.text).toContain("/pay/");
    expect(serving.log()).not.toContain(token);
    serving.child.kill("SIGTERM");
    expect(await serving.ended).toBe(0);
    await Promise.all([mail.stop(), desk.stop()]);
  });

  it("sends one mail when it was killed between the link and the mail, and started again", async () => {
    using own = project();
    const desk = await startPaymentDesk();
    // Whoever comes is sent away, so the mail waits for its next attempt when the kill comes; and the port stays ours.
    const closed = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const address = closed.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const environment = { ONSTAGE_SMTP_URL: `smtp://127.0.0.1:${port}`, ONSTAGE_PAYMENTS_URL: desk.url };
    const first = await serve(own, environment);
    const deal = await sampleDeal(first, 60000);
    await first.call("POST", `items/${deal}/move`, { stage: "Wait for payment" });
    for (;;) {
      const [link, letter] = await runsOf(first, deal);
      if (link?.status === "done" && letter?.status === "waiting" && letter.attempts > 0) break;
    }
    first.child.kill("SIGKILL");
    await first.ended;

    await new Promise<void>((resolve) => closed.close(() => resolve()));
    const mail = await startMailCatcher({ port });
    const second = await serve(own, environment);
    expect(await ended(second, deal)).toMatchObject([
      { rule: "link", status: "done", attempts: 1 },
      { rule: "sendEmail", status: "done" },
    ]);
    expect(mail.mails).toHaveLength(1);
    expect(desk.requests()).toBe(1);
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    await Promise.all([mail.stop(), desk.stop()]);
  });

  it("asks a person when it was killed while the mail was under way, and sends no second one by itself", async () => {
    using own = project();
    const desk = await startPaymentDesk();
    await using silent = await silentMailServer();
    const first = await serve(own, { ONSTAGE_SMTP_URL: silent.url, ONSTAGE_PAYMENTS_URL: desk.url });
    const deal = await sampleDeal(first, 60000);
    await first.call("POST", `items/${deal}/move`, { stage: "Wait for payment" });
    await silent.given;
    first.child.kill("SIGKILL");
    await first.ended;

    const mail = await startMailCatcher();
    const second = await serve(own, { ONSTAGE_SMTP_URL: mail.url, ONSTAGE_PAYMENTS_URL: desk.url });
    const [, letter] = await ended(second, deal);
    expect(letter).toMatchObject({ status: "failed", uncertain: true });
    expect(mail.mails).toHaveLength(0);
    const id = `${deal.replace("/", "-")}-2-sendEmail`;
    expect((await second.call("POST", `runs/${id}/confirm`, { outcome: "send-again" })).status).toBe(200);
    expect((await ended(second, deal))[1]).toMatchObject({ status: "done" });
    expect(await mail.waitForMail(1)).toHaveLength(1);
    second.child.kill("SIGTERM");
    await second.ended;
    await Promise.all([mail.stop(), desk.stop()]);
  });

  it("takes new rules when they are right, and keeps the old ones when they are wrong", async () => {
    using own = project();
    const serving = await serve(own, {});
    const hash = async () => {
      const { body } = await serving.call("GET", "rulesets");
      return (
        body as { readonly ruleSets: readonly { readonly hash: string; readonly current: boolean }[] }
      ).ruleSets.find((one) => one.current)?.hash;
    };
    const before = await hash();
    own.write("rules/own.rules", 'on stage "Nw" in deals < notify("Max", "x") >');
    const refused = await serving.call("POST", "rulesets");
    expect(refused).toMatchObject({
      status: 422,
      body: {
        errors: [{ code: "OS2003", file: "rules/own.rules", range: { start: { line: 1, column: 10 } } }],
      },
    });
    expect(await hash()).toBe(before);
    own.write("rules/own.rules", 'on stage "New" in deals < notify("Max", "x") >');
    expect(await serving.call("POST", "rulesets")).toMatchObject({ status: 201, body: { current: true } });
    expect(await hash()).not.toBe(before);
    // What has built the rules is gone, with all that it holds.
    const children = `/proc/${serving.child.pid}/task/${serving.child.pid}/children`;
    if (existsSync(children)) expect(readFileSync(children, "utf8")).toBe("");
    serving.child.kill("SIGINT");
    expect(await serving.ended).toBe(0);
  });

  it("shows the line of the rule in the log when an action breaks", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/own.rules"], actions: ["actions/*.ts"] }),
    );
    own.write(
      "actions/explode.ts",
      'import type { ActionContext } from "@onstage/runtime/actions";\n/** Fails. */\nexport async function explode(context: ActionContext): Promise<void> {\n  await Promise.resolve();\n  throw new Error("it broke");\n}\n',
    );
    own.write("rules/own.rules", 'on stage "Proposal" in deals <\n  bang: explode();\n>');
    const serving = await serve(own, {});
    const deal = await sampleDeal(serving, 1);
    await serving.call("POST", `items/${deal}/move`, { stage: "Proposal" });
    expect(await ended(serving, deal)).toMatchObject([
      { rule: "bang", status: "failed", reason: expect.stringContaining("it broke") },
    ]);
    serving.child.kill("SIGTERM");
    await serving.ended;
    expect(serving.log()).toMatch(/rules\/own\.rules:2:9/);
    expect(serving.log()).toMatch(/actions\/explode\.ts:5:9/);
  });

  it("says in two sentences what keeps it from starting, and ends with 2", async () => {
    using own = project();
    const start = (args: readonly string[], env: NodeJS.ProcessEnv = { ONSTAGE_TOKEN: token }) =>
      onstage(["serve", "--data", path.join(own.folder, "data"), ...args], { cwd: own.folder, env });
    const expectError = (
      { code, stderr }: { readonly code: number | null; readonly stderr: string },
      text: RegExp,
    ) => {
      expect(stderr).toMatch(text);
      expect(stderr).not.toContain("    at ");
      expect(code).toBe(2);
    };
    expectError(await start([], { ONSTAGE_TOKEN: "" }), /no admin token is set/);
    expectError(await start([], { ONSTAGE_TOKEN: "short" }), /too short/);
    expectError(await start(["--port", "99999"]), /whole number from 0 to 65535/);
    const serving = await serve(own, {});
    expectError(await start(["--port", "0"]), /data|lock|another/i);
    const port = new URL(serving.url).port;
    using other = scratch();
    const taken = await onstage(["serve", "--data", other.folder, "--port", port], {
      cwd: payments,
      env: { ONSTAGE_TOKEN: token },
    });
    expectError(taken, /port/i);
    serving.child.kill("SIGTERM");
    await serving.ended;
    own.write("rules/own.rules", "on stage");
    expect((await start([])).code).toBe(1);
  });
});

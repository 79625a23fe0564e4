import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { command, onstage, project, scratch } from "./support.ts";

/** `onstage dev` in a process of its own. */
function startDev(folder: string, environment: NodeJS.ProcessEnv = {}) {
  const { ONSTAGE_TOKEN: _, ...own } = process.env;
  const args = [command, "dev", "--port", "0", "--caught-port", "0"];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...own, NO_COLOR: "1", ...environment },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let said = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => {
      said += text.toString();
      for (const listener of listeners) listener();
    });
  }
  /** What it says that fits, as soon as it does. */
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(said);
        if (found !== null) resolve(found[1] ?? "");
      };
      listeners.add(look);
      child.on("close", () => reject(new Error(`it ended:\n${said}`)));
      look();
    });
  return { child, ended, until };
}

/** Asks for a page until it has something in it; the test's own time limit ends a wait in vain. */
async function pageWith(url: string, text: string): Promise<string> {
  for (;;) {
    const page = await (await fetch(url)).text();
    if (page.includes(text)) return page;
  }
}

describe("onstage dev", () => {
  it("serves the project, shows what it would have sent, takes each save, and ends with SIGTERM", async () => {
    using own = project();
    own.write("rules/hello.rules", 'on stage "New" in deals <\n  sendEmail("Hello");\n>\n');
    const dev = startDev(own.folder, {
      ONSTAGE_SMTP_URL: "smtp://real.example",
      ONSTAGE_SMS_PROVIDER: "twilio",
    });
    const url = await dev.until(/serves \d+ rules at (http:\S+)/u);
    const caught = await dev.until(/is shown at (http:\S+)/u);
    await dev.until(/(watching for changes)/u);
    const token = readFileSync(path.join(own.folder, ".onstage/dev/token"), "utf8");
    const create = async (entity: string, fields: object): Promise<number> => {
      const response = await fetch(`${url}/v1/items/${entity}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(fields),
      });
      const { id } = (await response.json()) as { readonly id: number };
      return id;
    };
    const contact = await create("contacts", { name: "Ann", email: "ann@acme.example" });
    await create("deals", { title: "Acme one", stage: "New", contact });
    expect(await pageWith(caught, "Acme one")).toContain("Mail to ann@acme.example");

    own.write("rules/hello.rules", 'on stage "New" in deals <\n  sendEmail("Hello");;;\n>\n');
    await dev.until(/(the rules before go on)/u);
    own.write(
      "rules/hello.rules",
      'on stage "New" in deals <\n  sendEmail("Hi", subject: "Saved: {title}");\n>\n',
    );
    await dev.until(/(new visits take the rules)/u);
    await create("deals", { title: "Acme two", stage: "New", contact });
    await pageWith(caught, "Saved: Acme two");

    dev.child.kill("SIGTERM");
    expect(await dev.ended).toBe(0);
  });

  it("ends with 1 where the project is wrong, or there is none", async () => {
    using wrong = project();
    wrong.write("rules/hello.rules", 'on stage "Nowhere" in deals <\n>\n');
    const dev = startDev(wrong.folder);
    expect(await dev.ended).toBe(1);
    using empty = scratch();
    const { code } = await onstage(["dev", "--port", "0", "--caught-port", "0"], { cwd: empty.folder });
    expect(code).toBe(1);
    expect(existsSync(path.join(empty.folder, ".onstage"))).toBe(false);
  });
});

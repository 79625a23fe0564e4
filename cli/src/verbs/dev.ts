import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { ServiceError, startService } from "@onstage/runtime/service";
import { startMailCatcher, startMessageDesk, startPaymentDesk } from "@onstage/stdlib/testing";
import { buildApart } from "../project/build-apart.ts";
import { projectFolder } from "../project/folder.ts";
import { UsageError } from "../usage-error.ts";
import { watchFiles } from "../watch.ts";

export interface DevOptions {
  readonly port: number;
  readonly caughtPort: number;
  readonly data: string;
}

/** How long a service that cannot go on may take to end, in milliseconds. */
const END_LIMIT = 5000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A port that nobody listens on at the moment: links to the service have to name it before it listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** The admin token: the one that is set, or one that was made once for this folder, readable by its owner alone. */
function devToken(data: string): string {
  const given = process.env.ONSTAGE_TOKEN ?? "";
  if (given !== "") return given;
  const file = path.join(data, "token");
  mkdirSync(data, { recursive: true });
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** The desks that take what is sent, and nothing of which goes on from there. */
async function openDesks(caughtPort: number, undo: AsyncDisposableStack) {
  const mails = await startMailCatcher();
  undo.defer(mails.stop);
  const payments = await startPaymentDesk();
  undo.defer(payments.stop);
  const messages = await startMessageDesk({ port: caughtPort, mails }).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new UsageError(
      `port ${caughtPort} is taken, where what is sent would be shown`,
      "name another with --caught-port, or 0 for any that is free",
    );
  });
  undo.defer(messages.stop);
  const settings = {
    ...messages.settings,
    ONSTAGE_SMTP_URL: mails.url,
    ONSTAGE_MAIL_FROM: process.env.ONSTAGE_MAIL_FROM ?? "Onstage <onstage@example.com>",
    ONSTAGE_PAYMENTS_PROVIDER: "http",
    ONSTAGE_PAYMENTS_URL: payments.url,
  };
  return { url: messages.url, settings };
}

/** Hands the project as it is now to the service; what is wrong with it has been printed by then. */
async function takeChanges(url: string, token: string): Promise<void> {
  const authorization = `Bearer ${token}`;
  const answer = await fetch(`${url}/v1/rulesets`, { method: "POST", headers: { authorization } });
  say(answer.ok ? "new visits take the rules as they are now" : "the rules before go on");
  await answer.body?.cancel();
}

/**
 * `onstage dev`: the service with the project as it is after each save. Whatever actions of the library send is caught and
 * shown on a page. Answers the exit code.
 */
export async function dev(options: DevOptions): Promise<number> {
  const cwd = process.cwd();
  const folder = projectFolder(cwd) ?? cwd;
  const data = path.resolve(cwd, options.data);
  await using undo = new AsyncDisposableStack();
  const port = options.port === 0 ? await freePort() : options.port;
  const desks = await openDesks(options.caughtPort, undo);
  // What is set for the real outside must not reach it from here.
  Object.assign(process.env, desks.settings, { ONSTAGE_PUBLIC_URL: `http://127.0.0.1:${port}` });
  const build = await buildApart(folder, "printed");
  if (build.kind === "wrong") return 1;
  for (const sentence of build.lacks) say(`warning: ${sentence}`);
  const token = devToken(data);
  try {
    const service = await startService({
      data,
      port,
      token,
      build: build.folder,
      reload: async () => {
        const built = await buildApart(folder, "printed");
        return built.kind === "wrong" ? { ok: false, ...built } : { ok: true, build: built.folder };
      },
      logger: { level: "warn" },
    });
    undo.defer(service.stop);
    say(`onstage serves ${build.rules} rules at ${service.url}`);
    say(`what is sent is shown at ${desks.url}`);
    if ((process.env.ONSTAGE_TOKEN ?? "") === "") {
      say(`the admin token is in ${path.relative(cwd, path.join(data, "token"))}`);
    }
    const watched = watchFiles(folder, () => takeChanges(service.url, token));
    const broken = await Promise.race([watched, service.broken]);
    if (broken === undefined) return 0;
    // Files would be watched on, and what is broken may not even be able to end.
    setTimeout(() => process.exit(2), END_LIMIT).unref();
    throw broken;
  } catch (error) {
    if (error instanceof ServiceError) throw new UsageError(error.message, error.help);
    throw error;
  }
}

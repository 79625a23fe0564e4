import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { onTestFinished } from "vitest";
import { command, type Scratch } from "./support.ts";

/** The admin token of the services of tests. */
export const token = "a-token-of-the-tests-0123456789";

/** A service in a process of its own. */
export interface Serving {
  readonly url: string;
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly ended: Promise<number | null>;
  readonly call: (
    method: string,
    route: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Starts the real service in a process of its own, and waits until it says that it serves. */
export async function serve(own: Scratch, environment: NodeJS.ProcessEnv): Promise<Serving> {
  const child = spawn(
    process.execPath,
    [command, "serve", "--port", "0", "--data", path.join(own.folder, "data")],
    {
      cwd: own.folder,
      env: {
        ...process.env,
        NO_COLOR: "1",
        ONSTAGE_TOKEN: token,
        ONSTAGE_MAIL_FROM: "sales@acme.example",
        ...environment,
      },
    },
  );
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  // A test that fails leaves no service behind.
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  let log = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text: Buffer) => {
      log += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => {
      log += text.toString();
      const found = /serves \d+ rules at (http:\S+);/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("close", () => reject(new Error(`the service ended:\n${log}`)));
  });
  const call: Serving["call"] = async (method, route, body) => {
    const response = await fetch(`${url}/v1/${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { url, child, log: () => log, ended, call };
}

import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { command } from "./support.ts";

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

/** A service that may not serve yet. */
export interface Starting {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** Fulfilled when it says that it serves; rejects with what it said where it ends before. */
  readonly serving: Promise<Serving>;
}

/** How a service is started, where that is not as usual. */
export interface StartOptions {
  /** Takes a command, with its arguments at the end of its own, and becomes it: `nsenter`, for one. */
  readonly under?: readonly string[];
  /** Where standard output goes: a pipe that is read, if left out. */
  readonly stdout?: "pipe" | number;
}

/**
 * Starts the real service in a process of its own.
 *
 * @param folder of the project; the data lies in its `data`
 */
export function startProcess(
  folder: string,
  environment: NodeJS.ProcessEnv,
  { under = [], stdout = "pipe" }: StartOptions = {},
): Starting {
  const [program = process.execPath, ...args] = [
    ...under,
    process.execPath,
    command,
    ...["serve", "--port", "0", "--data", path.join(folder, "data")],
  ];
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ["ignore", stdout, "pipe"],
    env: {
      ...process.env,
      NO_COLOR: "1",
      ONSTAGE_TOKEN: token,
      ONSTAGE_MAIL_FROM: "sales@acme.example",
      ...environment,
    },
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let log = "";
  const found = new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (text: Buffer) => {
      log += text.toString();
    });
    child.stderr?.on("data", (text: Buffer) => {
      log += text.toString();
      const url = /serves \d+ rules at (http:\S+);/.exec(log)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on("close", () => reject(new Error(`the service ended:\n${log}`)));
  });
  const serving = found.then((url): Serving => {
    const call: Serving["call"] = async (method, route, body) => {
      const response = await fetch(`${url}/v1/${route}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    };
    return { url, child, log: () => log, ended, call };
  });
  return { child, ended, serving };
}

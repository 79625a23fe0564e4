import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";

/** A service in a process of its own, as it is where it serves. */
export interface ServiceProcess extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Milliseconds of processor time that it has used up to now, over all its threads. */
  readonly cpu: () => Promise<number>;
}

/** What the process of the service is told. */
export interface ServiceOrder {
  readonly build: string;
  readonly data: string;
  readonly token: string;
}

function urlOf(message: unknown): string {
  if (typeof message === "object" && message !== null && "url" in message && typeof message.url === "string")
    return message.url;
  throw new Error(`The service did not start: ${JSON.stringify(message)}`);
}

/**
 * Starts a service with a build and an empty ledger, and stops it at the end of the scope. Its log goes to a file.
 *
 * @param folder where the ledger and the log are; made where there is none
 */
export async function startServiceProcess(build: string, folder: string): Promise<ServiceProcess> {
  mkdirSync(folder, { recursive: true });
  const log = openSync(path.join(folder, "service.log"), "a");
  const child = fork(path.join(import.meta.dirname, "service-process.ts"), {
    stdio: ["ignore", log, "inherit", "ipc"],
  });
  closeSync(log);
  const token = randomBytes(24).toString("hex");
  const order: ServiceOrder = { build, data: path.join(folder, "data"), token };
  const ended = once(child, "exit");
  child.send(order);
  const [message] = await Promise.race([
    once(child, "message"),
    ended.then(([code]) => [`it ended with ${code}`]),
  ]);
  return {
    url: urlOf(message),
    token,
    pid: child.pid ?? 0,
    cpu: async () => {
      child.send("cpu");
      const [usage] = (await once(child, "message")) as [NodeJS.CpuUsage];
      return (usage.user + usage.system) / 1000;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

import { onTestFinished } from "vitest";
import { type Serving, startProcess } from "./service-process.ts";
import type { Scratch } from "./support.ts";

export { type Serving, token } from "./service-process.ts";

/** Starts the real service in a process of its own, and waits until it says that it serves. */
export async function serve(own: Scratch, environment: NodeJS.ProcessEnv): Promise<Serving> {
  const { child, ended, serving } = startProcess(own.folder, environment);
  // A test that fails leaves no service behind.
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return serving;
}

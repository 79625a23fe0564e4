import { spawn } from "node:child_process";
import path from "node:path";

const command = path.join(import.meta.dirname, "..", "..", "cli", "bin", "onstage.cjs");
const token = "a-token-of-the-soak-0123456789";

/** The real service, and how to ask it. */
export interface SoakedService {
  readonly pid: number;
  readonly data: string;
  /** Asks; answers the body, and throws where the status is none of success. */
  readonly ask: (method: string, route: string, body?: unknown) => Promise<string>;
  /** Reads live changes until the service ends; told of each piece. */
  readonly watch: (told: (text: string) => void) => Promise<void>;
  /** Ends it as an operator would; answers the exit code. */
  readonly stop: () => Promise<number | null>;
}

/** Starts `onstage serve` on a project. */
export async function serveProject(folder: string, settings: NodeJS.ProcessEnv): Promise<SoakedService> {
  const data = path.join(folder, "data");
  const child = spawn(process.execPath, [command, "serve", "--port", "0", "--data", data], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ONSTAGE_TOKEN: token, ONSTAGE_MAIL_FROM: "sales@acme.example", ...settings },
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const found = /at (http:\S+);/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("close", () => reject(new Error(`the service ended:\n${said}`)));
  });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return {
    pid: child.pid ?? 0,
    data,
    ask: async (method, route, body) => {
      const more = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${url}${route}`, { method, headers, ...more });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${route} was answered with ${response.status}: ${text}`);
      return text;
    },
    watch: async (told) => {
      const response = await fetch(`${url}/v1/stream`, { headers });
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) told(decoder.decode(bytes, { stream: true }));
    },
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

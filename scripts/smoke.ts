/**
 * Starts the demo twice as a person would, moves a deal with what it prints, and ends it with Ctrl-C. `npm run smoke`
 * calls it; it fails with what it saw.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
const state = path.join(root, "examples", "payments", ".onstage");

interface Started {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly until: (text: string, times?: number) => Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(): Started {
  const child = spawn(process.execPath, ["examples/payments/start.ts"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let printed = "";
  const waiting = new Set<() => void>();
  const more = (text: Buffer) => {
    printed += text.toString();
    for (const look of waiting) look();
  };
  child.stdout.on("data", more);
  child.stderr.on("data", more);
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const until = (text: string, times = 1) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (printed.split(text).length <= times) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      ended.then((code) => reject(new Error(`ended with ${code} before “${text}”:\n${printed}`)));
      look();
    });
  return { child, printed: () => printed, until, ended };
}

function curl(printed: string): Promise<number | null> {
  const lines = printed.split("\n");
  const first = lines.findIndex((line) => line.trim().startsWith("curl"));
  const command = lines.slice(first, first + 3).join("\n");
  return new Promise((resolve) =>
    spawn("bash", ["-c", `${command} --fail`], { cwd: root, stdio: "ignore" }).on("close", resolve),
  );
}

function expect(what: string, holds: boolean, printed: string): void {
  if (!holds) throw new Error(`${what} did not hold:\n${printed}`);
}

async function stop({ child, ended, printed }: Started): Promise<void> {
  child.kill("SIGINT");
  expect("a clean end", (await ended) === 0, printed());
}

rmSync(state, { recursive: true, force: true });
const first = start();
await first.until("Ctrl-C ends it");
for (const text of [
  "✓ done",
  "– skipped",
  "amount > 50000 is false",
  "To:      ann@acme.example",
  "The API is at http://",
]) {
  expect(`“${text}” on the screen`, first.printed().includes(text), first.printed());
}
expect("the curl line", (await curl(first.printed())) === 0, first.printed());
await first.until("To:      ann@acme.example", 2);
await stop(first);

const second = start();
await second.until("Ctrl-C ends it");
expect(
  "the first start's data",
  second.printed().includes("From earlier starts, 3 deals are still here"),
  second.printed(),
);
await stop(second);
console.log("smoke: the demo runs, answers, ends cleanly and finds its data again");

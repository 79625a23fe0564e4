import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { rulesText } from "./text.ts";

/** What reading a text once takes in a process of its own. */
export interface Peak {
  readonly ms: number;
  /** Peak of resident memory, in megabytes. */
  readonly mb: number;
}

function isPeak(value: unknown): value is Peak {
  return typeof value === "object" && value !== null && "ms" in value && "mb" in value;
}

/** Reads a text of so many blocks in a process of its own. */
export function peakOfParse(blocks: number): Peak {
  const { stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, String(blocks)], {
    encoding: "utf8",
  });
  const read: unknown = stdout === "" ? undefined : JSON.parse(stdout);
  if (isPeak(read)) return read;
  throw new Error(`The process that reads ${blocks} blocks says nothing: ${stderr}`);
}

/** In kilobytes. What the kernel counts for a child starts at its parent's peak on Linux; its own is in its status. */
function ownPeak(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

if (import.meta.main) {
  const { parse } = await import("@onstage/compiler");
  const text = rulesText(Number(process.argv[2]));
  const before = performance.now();
  const { sections } = parse(text);
  const ms = performance.now() - before;
  if (sections.length < Number(process.argv[2])) throw new Error("Not all sections were read.");
  process.stdout.write(JSON.stringify({ ms, mb: ownPeak() / 1024 }));
}

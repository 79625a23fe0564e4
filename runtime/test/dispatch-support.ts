import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { ActionCall } from "../src/dispatch/port.ts";

/** A folder that is gone when the test is over. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "onstage-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Writes a `calls.js` of some calls, given as the text of an object literal. Returns its path. */
export async function writeCalls(folder: string, calls: string, name = "calls.js"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `export const calls = {\n${calls}\n};\n`);
  return path;
}

/** A call of the rule with this id for a deal. */
export function callOf(ruleId: string, more: Partial<ActionCall> = {}): ActionCall {
  return {
    ruleSet: "a".repeat(64),
    ruleId,
    action: "act",
    args: {},
    visit: 1,
    repeatable: false,
    item: { entity: "deals", id: 1, title: "Acme", fields: {} },
    clients: [],
    run: {
      id: `deals-1-1-${ruleId}`,
      key: `key-${ruleId}`,
      attempt: 1,
      rule: ruleId,
      source: { file: "rules/pay.rules", line: 3 },
    },
    now: "2026-03-02T09:00:00.000Z",
    ...more,
  };
}

/** A logger whose lines can be read, and waited for. */
export function memoryLog() {
  const lines: Record<string, unknown>[] = [];
  const watchers = new Set<() => void>();
  const destination = {
    write: (line: string) => {
      lines.push(JSON.parse(line));
      for (const watcher of watchers) watcher();
    },
  };
  const log = pino({ level: "debug" }, destination);
  const until = (fits: (line: Record<string, unknown>) => boolean) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const look = () => {
        const line = lines.find(fits);
        if (!line) return;
        watchers.delete(look);
        resolve(line);
      };
      watchers.add(look);
      look();
    });
  return { log, destination, lines, until };
}

import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..", "..");
/** The file that `onstage` is. */
export const command = path.join(root, "cli", "bin", "onstage.cjs");

/** The payments example, as it is. */
export const payments = path.join(root, "examples", "payments");

/** How a command has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command, as built, in a folder. */
export function onstage(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly input?: string | Uint8Array;
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: options.cwd ?? payments,
    env: { ...process.env, NO_COLOR: "", ...options.env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(options.input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** A folder that is gone when its test has ended. */
export interface Scratch {
  readonly folder: string;
  readonly write: (file: string, content: string | Uint8Array) => string;
  readonly [Symbol.dispose]: () => void;
}

/** An empty folder. */
export function scratch(): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-cli-"));
  return {
    folder,
    write: (file, content) => {
      const absolute = path.join(folder, file);
      mkdirSync(path.dirname(absolute), { recursive: true });
      writeFileSync(absolute, content);
      return absolute;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A copy of the payments example, without what runs have left in it, and without the hint that it gets. */
export function project(): Scratch {
  const made = scratch();
  for (const part of [
    "onstage.json",
    "crm.schema.json",
    "scenarios/large-deal.json",
    "rules/delivery.rules",
  ]) {
    cpSync(path.join(payments, part), path.join(made.folder, part));
  }
  const line = readFileSync(path.join(payments, "rules/payments.rules"), "utf8").trimEnd();
  made.write(
    "rules/payments.rules",
    `${line} // allow OS3021: small deals are paid by the link on their page\n`,
  );
  return made;
}

/** Compiler options that a careful project has. */
const strict = {
  strict: true,
  noEmit: true,
  module: "nodenext",
  target: "es2024",
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noImplicitReturns: true,
  allowImportingTsExtensions: true,
};

/** What a strict TypeScript says of the code that a build has written; nothing where all is well. */
export function strictErrors({ folder, write }: Scratch, types: readonly string[] = []): string {
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of ["@onstage", "@types"]) {
    symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  }
  write(
    "dist/tsconfig.json",
    JSON.stringify({ compilerOptions: { ...strict, types }, include: ["**/*.ts"] }),
  );
  const command = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [command, "-p", "dist"], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout + stderr;
}

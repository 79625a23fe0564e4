import { readFileSync } from "node:fs";
import { PermanentError } from "@onstage/runtime/actions";
import type { Environment } from "./setting.ts";

/**
 * The text of a file that a setting names; undefined where none is set.
 *
 * @throws PermanentError where it cannot be read
 */
export function fileSetting(environment: Environment, name: string): string | undefined {
  const path = environment[name]?.trim() ?? "";
  if (path === "") return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new PermanentError(
      `The file that ${name} names cannot be read${code}. Set it to the path of one that can.`,
    );
  }
}

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { catalogue, didYouMeanName, isCode } from "@onstage/compiler";
import { UsageError } from "../usage-error.ts";

/** The pages lie beside the bundle once built. */
const pages = path.resolve(import.meta.dirname, "..", "diagnostics");

/** `onstage explain CODE`: the page of a diagnostic, by its code or its name. Answers the exit code. */
export async function explain(asked: string): Promise<number> {
  const upper = asked.toUpperCase();
  const byName = Object.entries(catalogue).find(([, entry]) => entry.name === asked.toLowerCase())?.[0];
  const code = isCode(upper) ? upper : byName;
  if (code === undefined) {
    const near =
      didYouMeanName(upper, Object.keys(catalogue)) ??
      didYouMeanName(
        asked,
        Object.values(catalogue).map((entry) => entry.name),
      );
    throw new UsageError(
      `there is no diagnostic \`${asked}\``,
      near === undefined
        ? "a code looks like OS2003; `onstage check` prints them"
        : `did you mean \`${near}\`?`,
    );
  }
  const page = path.join(pages, `${code}.md`);
  if (!existsSync(page))
    throw new UsageError(`the page of ${code} is missing from this onstage`, "install onstage again");
  process.stdout.write(readFileSync(page, "utf8"));
  return 0;
}

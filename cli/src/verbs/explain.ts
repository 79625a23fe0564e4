import { catalogue, didYouMeanName, isCode } from "@onstage/compiler";
import { pageOf } from "../project/pages.ts";
import { UsageError } from "../usage-error.ts";

/** `onstage explain CODE`: the page of a diagnostic, by its code or its name. Answers the exit code. */
export async function explain(asked: string): Promise<number> {
  const upper = asked.toUpperCase();
  const byName = Object.keys(catalogue)
    .filter(isCode)
    .find((one) => catalogue[one].name === asked.toLowerCase());
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
  const page = pageOf(code);
  if (page === undefined)
    throw new UsageError(`the page of ${code} is missing from this onstage`, "install onstage again");
  process.stdout.write(page);
  return 0;
}

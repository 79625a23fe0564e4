import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../usage-error.ts";
import { version } from "../version.ts";

/** The files of a new project, as they lie in the package. */
function template(): string {
  // The bundle stands one folder deeper than the sources.
  const found = ["../../template", "../../../template"]
    .map((one) => path.resolve(import.meta.dirname, one))
    .find((one) => existsSync(one));
  if (found === undefined)
    throw new UsageError("the template of a new project is missing", "install onstage anew");
  return found;
}

/** A name that npm takes, made of that of a folder. */
function packageName(folder: string): string {
  const name = path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return name === "" ? "rules" : name.slice(0, 200);
}

function manifest(folder: string): string {
  const own = { "@onstage/runtime": `^${version}`, "@onstage/stdlib": `^${version}`, onstage: `^${version}` };
  return `${JSON.stringify(
    {
      name: packageName(folder),
      private: true,
      type: "module",
      scripts: { check: "onstage check", test: "onstage test", dev: "onstage dev" },
      devDependencies: { ...own, vitest: "^5.1.0" },
    },
    null,
    2,
  )}\n`;
}

/** What is written, by its path: npm leaves `.gitignore` out of packages, so it has another name there. */
function filesFor(folder: string): ReadonlyMap<string, string> {
  const from = template();
  const files = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): readonly [string, string] => {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(from, file).split(path.sep).join("/");
      return [name === "gitignore" ? ".gitignore" : name, readFileSync(file, "utf8")];
    });
  return new Map(
    [...files, ["package.json", manifest(folder)] as const].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Writes a new project that compiles and passes its tests. Nothing that is there is written over.
 *
 * @param folder where to; it is made if it is not there
 * @returns the exit code
 * @throws UsageError where files of these names are there already, or the folder cannot be written to
 */
export function init(folder: string): number {
  const target = path.resolve(folder);
  const files = filesFor(target);
  const taken = [...files.keys()].find((name) => existsSync(path.join(target, name)));
  if (taken !== undefined) {
    throw new UsageError(
      `\`${path.join(folder, taken)}\` is there already, and nothing was written`,
      "name a new folder: `onstage init my-rules`",
    );
  }
  try {
    for (const [name, text] of files) {
      const file = path.join(target, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text, { flag: "wx" });
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new UsageError(
      `a new project cannot be written into \`${folder}\`: ${String(error.code)}`,
      "name a folder that you may write to",
    );
  }
  const enter = target === process.cwd() ? "" : `  cd ${folder}\n`;
  process.stdout.write(`${[...files.keys()].join("\n")}\n`);
  process.stderr.write(
    `\nA new project is there. Go on with:\n\n${enter}  npm install\n  npx onstage test\n  npx onstage dev\n`,
  );
  return 0;
}

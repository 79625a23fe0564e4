import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format, loadProject, readText } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { projectRequest } from "../project/open.ts";
import { UsageError } from "../usage-error.ts";

export interface FmtOptions {
  readonly check?: true;
}

async function filesToFormat(paths: readonly string[], cwd: string): Promise<readonly string[]> {
  if (paths.length === 0) {
    const request = projectRequest([], cwd);
    const project = await loadProject(request, { actions: [], problems: [] }, nodeHost());
    const [wrong] = project.diagnostics.filter((one) => one.code === "OS5201" || one.code === "OS5202");
    if (wrong !== undefined) throw new UsageError(wrong.message, "name the files: `onstage fmt rules/`");
    return project.files.map((file) => path.resolve(project.folder, file.path));
  }
  const host = nodeHost();
  return paths.flatMap((one) => {
    const absolute = path.resolve(cwd, one);
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder || one.endsWith(".rules")) return [absolute];
    return host.find(absolute, ["**/*.rules"]).map((file) => path.join(absolute, file));
  });
}

/** Puts a file in the place of another, so that a full disk or a crash leaves the old one whole. */
function replaceFile(file: string, text: string): void {
  const { mode } = statSync(file);
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode });
  renameSync(temporary, file);
}

function formatStdin(options: FmtOptions): number {
  const text = readText("standard input", { ok: true, bytes: readFileSync(0) });
  if (!text.ok) {
    process.stderr.write(`error ${text.diagnostic.code}: ${text.diagnostic.message}\n`);
    return 1;
  }
  const formatted = format(text.text);
  if (options.check === true) return formatted === text.text ? 0 : 1;
  process.stdout.write(formatted);
  return 0;
}

/** `onstage fmt`: formats files, or says with `--check` which are not. Answers the exit code. */
export async function fmt(paths: readonly string[], options: FmtOptions): Promise<number> {
  if (paths.includes("-")) return formatStdin(options);
  const cwd = process.cwd();
  const host = nodeHost();
  let code = 0;
  let changed = 0;
  const files = await filesToFormat(paths, cwd);
  for (const file of files) {
    const shown = path.relative(cwd, file);
    const text = readText(shown, host.read(file.split(path.sep).join("/")));
    if (!text.ok) {
      process.stderr.write(
        `error ${text.diagnostic.code}: ${shown}: ${text.diagnostic.message}\n  ${text.diagnostic.help}\n`,
      );
      code = 1;
      continue;
    }
    const formatted = format(text.text);
    if (formatted === text.text) continue;
    changed += 1;
    if (options.check === true) {
      process.stdout.write(`${shown}\n`);
      code = 1;
    } else replaceFile(file, formatted);
  }
  const what = options.check === true ? "not formatted" : "formatted";
  process.stderr.write(`${changed} of ${files.length} file${files.length === 1 ? "" : "s"} ${what}\n`);
  return code;
}

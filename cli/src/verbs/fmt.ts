import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type FileDiagnostic, format, loadProject, noSignatures, parse, readText } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { projectRequest } from "../project/open.ts";
import { replaceFile } from "../project/replace-file.ts";
import { UsageError } from "../usage-error.ts";

export interface FmtOptions {
  readonly check?: true;
}

/** Files to format, and findings of the project that keep others from being formatted. */
interface Files {
  readonly files: readonly string[];
  readonly wrong: readonly FileDiagnostic[];
}

async function filesOfProject(cwd: string): Promise<Files> {
  const request = projectRequest([], cwd);
  const project = await loadProject(request, noSignatures, nodeHost());
  const absent = project.diagnostics.find((one) => one.code === "OS5201");
  if (absent !== undefined) throw new UsageError(absent.message, "name the files: `onstage fmt rules/`");
  const isOurs = (one: FileDiagnostic) => one.file === "onstage.json" || one.file.endsWith(".rules");
  const files = project.files.map((file) => path.resolve(project.folder, file.path));
  return { files, wrong: project.diagnostics.filter((one) => one.severity === "error" && isOurs(one)) };
}

const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;

async function filesToFormat(paths: readonly string[], cwd: string): Promise<Files> {
  if (paths.length === 0) return filesOfProject(cwd);
  const host = nodeHost();
  const foreign = paths.find((one) => !one.endsWith(".rules") && !isFolder(path.resolve(cwd, one)));
  if (foreign !== undefined) {
    throw new UsageError(
      `\`${foreign}\` is no file of rules`,
      "name files that end in `.rules`, or folders of them",
    );
  }
  const files = paths.flatMap((one) => {
    const absolute = path.resolve(cwd, one);
    if (one.endsWith(".rules")) return [absolute];
    return host.find(absolute, ["**/*.rules"]).map((file) => path.join(absolute, file));
  });
  return { files, wrong: [] };
}

function printWrong(
  file: string,
  { code, message, help }: Pick<FileDiagnostic, "code" | "message" | "help">,
): void {
  process.stderr.write(`error ${code}: ${message}\n  at ${file}:1:1\n  = ${help}\n`);
}

/** Says which parts of a text are not put in order, since they cannot be read. */
function tellLeft(shown: string, text: string): void {
  const broken = parse(text).sections.filter(({ section }) =>
    section.diagnostics.some((one) => one.severity === "error"),
  ).length;
  if (broken === 0) return;
  const what =
    broken === 1
      ? "a part with a mistake is left as it stands"
      : `${broken} parts with mistakes are left as they stand`;
  process.stderr.write(`${shown}: ${what}; \`onstage check\` tells more\n`);
}

function formatStdin(options: FmtOptions): number {
  const text = readText("standard input", { ok: true, bytes: readFileSync(0) });
  if (!text.ok) {
    printWrong("standard input", text.diagnostic);
    return 1;
  }
  const formatted = format(text.text);
  if (options.check === true) return formatted === text.text ? 0 : 1;
  process.stdout.write(formatted);
  tellLeft("standard input", text.text);
  return 0;
}

/** `onstage fmt`: formats files, or says with `--check` which are not. Answers the exit code. */
export async function fmt(paths: readonly string[], options: FmtOptions): Promise<number> {
  if (paths.includes("-")) return formatStdin(options);
  const cwd = process.cwd();
  const host = nodeHost();
  const { files, wrong } = await filesToFormat(paths, cwd);
  for (const one of wrong) printWrong(one.file, one);
  let code = wrong.length > 0 ? 1 : 0;
  let changed = 0;
  for (const file of files) {
    const shown = path.relative(cwd, file);
    const text = readText(shown, host.read(file.split(path.sep).join("/")));
    if (!text.ok) {
      printWrong(shown, text.diagnostic);
      code = 1;
      continue;
    }
    const formatted = format(text.text);
    tellLeft(shown, text.text);
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

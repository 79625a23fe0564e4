import { statSync } from "node:fs";
import path from "node:path";
import {
  createProgram,
  loadProject,
  type Program,
  type Project,
  type ProjectRequest,
} from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { UsageError } from "../usage-error.ts";
import { projectFolder } from "./folder.ts";
import { actionTypes, librarySignatures } from "./packages.ts";

const slashes = (file: string): string => file.split(path.sep).join("/");

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether a path names a folder of rules, and not a folder that is called like a file of rules. */
function namesFolder(file: string): boolean {
  return isFolder(file) && !file.endsWith(".rules");
}

/**
 * What a command is about.
 *
 * @param paths files and folders as they were typed; none: the project around the current folder
 * @param schema `--schema`: the files stand alone, without a project
 */
export function projectRequest(paths: readonly string[], cwd: string, schema?: string): ProjectRequest {
  const absolute = paths.map((file) => path.resolve(cwd, file));
  if (schema !== undefined) {
    const host = nodeHost();
    const files = absolute.flatMap((file) =>
      namesFolder(file) ? host.find(file, ["**/*.rules"]).map((found) => path.join(file, found)) : [file],
    );
    const relative = files.map((file) => slashes(path.relative(cwd, file)));
    return {
      kind: "files",
      folder: slashes(cwd),
      files: relative,
      schema: slashes(path.resolve(cwd, schema)),
    };
  }
  const folders = new Set(absolute.map((file) => homeOf(file)));
  if (folders.size > 1) {
    const named = [...folders].map((folder) => `\`${path.relative(cwd, folder) || "."}\``).join(" and ");
    throw new UsageError(
      `these paths belong to several projects: ${named}`,
      "name paths of one project at a time",
    );
  }
  const folder = [...folders][0] ?? projectFolder(cwd) ?? cwd;
  const relative = absolute.map((file) => slashes(path.relative(folder, file)));
  if (relative.every((file) => file === "")) return { kind: "folder", folder: slashes(folder) };
  const only = relative.map((file, index) => {
    if (!namesFolder(absolute[index] ?? "")) return file;
    return file === "" ? "**/*.rules" : `${file}/**/*.rules`;
  });
  return { kind: "folder", folder: slashes(folder), only };
}

/** The folder of the project that a path belongs to, or the path's own folder where there is none. */
function homeOf(file: string): string {
  const start = namesFolder(file) ? file : path.dirname(file);
  return projectFolder(start) ?? start;
}

/** Characters of rules from which on it pays to set V8 up for one long look. */
const large = 200_000;

/**
 * Sets V8 up for a process that ends with the check of a large project. The compiler that optimizes most would take a fifth
 * of its processor time and give less than that back; and nearly all that is made of a project stays, so room for new things
 * grows at once. Not earlier than here: where flags differ at the start, Node compiles its own modules anew, which takes
 * longer than the check of a small project.
 */
function settleFor({ files }: Project): void {
  if (files.reduce((sum, { text }) => sum + text.length, 0) < large) return;
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  setFlagsFromString("--no-turbofan");
  setFlagsFromString("--semi-space-growth-factor=8");
}

/**
 * Loads and checks what a command is about.
 *
 * @param previous an older program of the same project
 * @param isLast whether the process does nothing else afterwards
 */
export async function openProgram(
  request: ProjectRequest,
  previous?: Program,
  isLast = false,
): Promise<Program> {
  const project = await loadProject(request, librarySignatures(), nodeHost({ packages: actionTypes() }));
  if (isLast) settleFor(project);
  return createProgram(project, previous);
}

/** The text of another file of the project, such as its schema, for showing a place in it. */
export function readProjectFile(program: Program): (file: string) => string | undefined {
  const host = nodeHost();
  return (file) => {
    const read = host.read(slashes(path.resolve(program.project.folder, file)));
    return read.ok ? new TextDecoder().decode(read.bytes) : undefined;
  };
}

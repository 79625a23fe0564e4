import { createProgram, type Program, type Project } from "@onstage/compiler";
import { median } from "../kit/statistics.ts";

/** Edits that do not count, so that the program is warm as in an editor that has been open for a while. */
const unmeasured = 10;
const measured = 40;

/** The same project with a little more in the text of one rule. */
function edit(project: Project, number: number): Project {
  const files = [...project.files];
  const rules = files.filter((file) => file.text.includes("on stage"));
  const file = rules[(number * 7) % rules.length];
  if (file === undefined) throw new Error("The project of the bench has no file of rules.");
  const blocks = file.text.split("Please sign {title}");
  const at = 1 + ((number * 13) % (blocks.length - 1));
  const text = `${blocks.slice(0, at).join("Please sign {title}")}Please sign {title} (${number})${blocks.slice(at).join("Please sign {title}")}`;
  return { ...project, files: files.with(files.indexOf(file), { ...file, text }) };
}

/**
 * Edits a living program again and again, as somebody types: each time one rule of one file has changed.
 *
 * @returns milliseconds until all findings of all files are there again, the median and the longest
 */
export function editTimes(start: Program): { readonly median: number; readonly longest: number } {
  let program = createProgram(start.project);
  const times: number[] = [];
  for (let number = 0; number < unmeasured + measured; number += 1) {
    const project = edit(program.project, number);
    const before = performance.now();
    program = createProgram(project, program);
    if (number >= unmeasured) times.push(performance.now() - before);
    if (!program.ok) throw new Error("The rules of the bench are wrong.");
  }
  return { median: median(times), longest: Math.max(...times) };
}

/**
 * Where the TypeScript of a file of rules lies in the output folder. Rules may lie outside their project; what is
 * written never lies outside the output.
 */
export function outputPath(file: string): string {
  return `${file.replace(/^([A-Za-z]:)?\/+/, "_root/").replaceAll("../", "_up/")}.ts`;
}

/** The way from an emitted file up to the output folder. */
export function upFrom(path: string): string {
  return "../".repeat(path.split("/").length - 1);
}

/** What one emitted file imports another from. */
export function pathBetween(from: string, to: string): string {
  return `${upFrom(from) === "" ? "./" : upFrom(from)}${to}`;
}

/** Signs that mean nothing but themselves, on every disk and in what a module is imported from. */
const isPlain = /^[\p{L}\p{M}\p{N}_ .-]$/u;

const escaped = (sign: string): string =>
  isPlain.test(sign) ? sign : `$${sign.codePointAt(0)?.toString(16)}$`;

/** A folder or a file of rules in the output. No two names become one, and none becomes a name that is given here. */
function outputName(name: string): string {
  if (name === "..") return "_up";
  const plain = Array.from(name, escaped).join("");
  return plain === "_up" || plain === "_root" ? `$5f$${plain.slice(1)}` : plain;
}

/**
 * Where the TypeScript of a file of rules lies in the output folder. Rules may lie outside their project; what is
 * written never lies outside the output.
 */
export function outputPath(file: string): string {
  const root = /^([A-Za-z]:)?\/+/.exec(file)?.[0] ?? "";
  const names = file.slice(root.length).split("/").map(outputName);
  return `${[...(root === "" ? [] : ["_root"]), ...names].join("/")}.ts`;
}

/** The way from an emitted file up to the output folder. */
export function upFrom(path: string): string {
  return "../".repeat(path.split("/").length - 1);
}

/** What one emitted file imports another from. */
export function pathBetween(from: string, to: string): string {
  return `${upFrom(from) === "" ? "./" : upFrom(from)}${to}`;
}

import type { Definition } from "./catalogue.ts";

/** One entry of the catalogue, its parameters inferred from the two functions. */
export function entry<P>(
  severity: Definition<P>["severity"],
  name: string,
  message: (parameters: P) => string,
  help: (parameters: P) => string,
): Definition<P> {
  return { severity, name, message, help };
}

/** `did you mean …` where something near was found, otherwise the words given. */
export function didYouMean(near: string | undefined, otherwise: string): string {
  return near === undefined ? otherwise : `did you mean \`${near}\`?`;
}

/** A list for a sentence, cut where it gets long: `"New", "Won" and 3 more`. */
export function listed(names: readonly string[], most = 8): string {
  if (names.length === 0) return "none";
  if (names.length === 1) return names[0] ?? "";
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}

/** Names that lead from one to the next and back again: `a → b → a`. A long way round is cut in its middle. */
export function round(names: readonly string[]): string {
  const shown = names.length <= 10 ? names : [...names.slice(0, 6), "…", ...names.slice(-2)];
  return shown.join(" → ");
}

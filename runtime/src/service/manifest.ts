import { isRecord, property } from "../unknown.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** What `ruleset.json` of a build says. */
export interface Manifest {
  /** SHA-256 of the build, in hexadecimal. */
  readonly hash: string;
  /** How many rules the build holds. */
  readonly rules: number;
  /** The files that the rules were written in. */
  readonly files: readonly string[];
  /** See `LoadedRuleSet.shapes`. */
  readonly shapes?: Readonly<Record<string, string>>;
}

/** Counted up when what a build holds changes its shape: 2 since rules can start by events and the calendar. */
const format = 2;
const file = "ruleset.json";

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Text that is no JSON is refused below, together with JSON of another shape.
    return undefined;
  }
}

/** Whether a text is the hash of a rule set; only such a text may become the name of a folder. */
export function isHash(text: unknown): text is string {
  return typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
}

function readShapes(value: unknown): Manifest["shapes"] {
  if (!isRecord(value)) return undefined;
  const known = Object.entries(value).filter((one): one is [string, string] => typeof one[1] === "string");
  return Object.fromEntries(known);
}

/** Reads the manifest of a build. */
export function readManifest(text: string): Manifest | Refusal {
  const value = parse(text);
  const written = property(value, "format");
  if (written !== format) {
    const detail =
      typeof written === "number"
        ? `${file} is of format ${written}; this service reads format ${format}.`
        : `${file} is no manifest of a build.`;
    return refusal("bad-manifest", file, detail);
  }
  const hash = property(value, "hash");
  const rules = property(value, "rules");
  const files = property(value, "files");
  if (!isHash(hash)) return refusal("bad-manifest", file, `The hash in ${file} is no SHA-256.`);
  if (typeof rules !== "number" || !Number.isSafeInteger(rules) || rules < 0) {
    return refusal("bad-manifest", file, `The number of rules in ${file} is no whole number.`);
  }
  if (!Array.isArray(files) || !files.every((one) => typeof one === "string")) {
    return refusal("bad-manifest", file, `The files in ${file} are no list of names.`);
  }
  const shapes = readShapes(property(value, "shapes"));
  return { hash, rules, files, ...(shapes && { shapes }) };
}

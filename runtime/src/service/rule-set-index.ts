import { readFile } from "node:fs/promises";
import { codeOf, isRecord, property } from "../unknown.ts";
import { replaceFile } from "./durable-files.ts";
import { ServiceError } from "./error.ts";
import { isHash } from "./manifest.ts";

/** How a rule set became the current one. */
export interface RuleSetChange {
  readonly hash: string;
  readonly at: string;
  readonly by: string;
  readonly what: "deploy" | "rollback";
}

/** Which rule sets a data folder keeps, and which of them is the current one. */
export interface Index {
  readonly current: string | null;
  /** The one that was current before. */
  readonly previous: string | null;
  /** When each last became the current one. */
  readonly since: Readonly<Record<string, string>>;
  /** By whom. */
  readonly by: Readonly<Record<string, string>>;
  /** The latest changes of the current one, oldest first. */
  readonly changes: readonly RuleSetChange[];
}

const EMPTY: Index = { current: null, previous: null, since: {}, by: {}, changes: [] };

/** Changes that are kept. */
const MOST_CHANGES = 500;

function textsByHash(value: unknown): Readonly<Record<string, string>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((one): one is [string, string] => isHash(one[0]) && typeof one[1] === "string"),
  );
}

function readChange(value: unknown): readonly RuleSetChange[] {
  const [hash, at, by, what] = ["hash", "at", "by", "what"].map((name) => property(value, name));
  const isRight = isHash(hash) && typeof at === "string" && typeof by === "string";
  return isRight && (what === "deploy" || what === "rollback") ? [{ hash, at, by, what }] : [];
}

function readIndex(text: string): Index | undefined {
  const value: unknown = JSON.parse(text);
  const current = property(value, "current");
  const since = property(value, "since");
  if (!isHash(current) || !isRecord(since)) return undefined;
  const previous = property(value, "previous");
  const changes = property(value, "changes");
  return {
    current,
    previous: isHash(previous) ? previous : null,
    since: textsByHash(since),
    by: textsByHash(property(value, "by")),
    changes: Array.isArray(changes) ? changes.flatMap(readChange) : [],
  };
}

/**
 * Reads the index of a data folder.
 *
 * @throws ServiceError where it does not say what an index says
 */
export async function findIndex(path: string): Promise<Index> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return EMPTY;
    throw error;
  }
  try {
    const index = readIndex(text);
    if (index) return index;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const help = "Restore it from a backup, or remove it and start the service with a build.";
  throw new ServiceError("data-damaged", `${path} does not say which rule set is the current one.`, help);
}

/** The index with another rule set as the current one. */
export function withCurrent(index: Index, { hash, at, by, what }: RuleSetChange): Index {
  return {
    current: hash,
    previous: index.current,
    since: { ...index.since, [hash]: at },
    by: { ...index.by, [hash]: by },
    changes: [...index.changes, { hash, at, by, what }].slice(-MOST_CHANGES),
  };
}

/** The index without rule sets that nobody needs. */
export function without(index: Index, hashes: ReadonlySet<string>): Index {
  const kept = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).filter(([hash]) => !hashes.has(hash)));
  return { ...index, since: kept(index.since), by: kept(index.by) };
}

/** Writes the index: from then on it is the new one whole, or was the old one. */
export function writeIndex(path: string, index: Index): Promise<void> {
  return replaceFile(path, `${JSON.stringify({ format: 1, ...index }, null, 2)}\n`);
}

import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { RuleSets } from "../coordinator.ts";
import type { LoadedRuleSet } from "../rules/ruleset.ts";
import { codeOf } from "../unknown.ts";
import { loadBuild, loadRules } from "./build-check.ts";
import { isSame, prepareRoot, publish, readBuild, stage } from "./build-files.ts";
import { replaceFile } from "./durable-files.ts";
import { ServiceError } from "./error.ts";
import { isHash } from "./manifest.ts";
import { type Refusal, refusal } from "./refusal.ts";

/** A rule set that the service keeps. */
export interface KnownRuleSet {
  readonly hash: string;
  /** Whether new visits take it. */
  readonly current: boolean;
  /** When it last became the current one, ISO 8601 in UTC. */
  readonly since: string;
}

export type Installed =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** The rule sets of a data folder, by their hashes: old visits find theirs, whatever was built since. */
export interface RuleSetStore extends RuleSets {
  /** Takes a build and makes it the current one, or refuses it whole and leaves everything as it was. */
  readonly install: (build: string) => Promise<Installed>;
  /** The newest first. */
  readonly list: () => readonly KnownRuleSet[];
  readonly hasCurrent: () => boolean;
  /** Path of the `calls.js` of a rule set. */
  readonly callsOf: (hash: string) => string;
}

interface Index {
  readonly current: string | null;
  readonly since: Readonly<Record<string, string>>;
}

function readIndex(text: string): Index | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("current" in value) || !("since" in value))
    return undefined;
  const { current, since } = value;
  if (!isHash(current) || typeof since !== "object" || since === null) return undefined;
  const moments = Object.entries(since).flatMap(([hash, moment]) =>
    isHash(hash) && typeof moment === "string" ? [[hash, moment] as const] : [],
  );
  return { current, since: Object.fromEntries(moments) };
}

async function findIndex(path: string): Promise<Index> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { current: null, since: {} };
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

/**
 * Opens the rule sets of a data folder.
 *
 * @param data the data folder, which has to be there and be ours alone
 * @param now milliseconds since 1970
 * @throws ServiceError where what the folder says cannot be read
 */
export async function openRuleSets(data: string, now: () => number, log: Logger): Promise<RuleSetStore> {
  const root = join(data, "rulesets");
  await mkdir(root, { recursive: true, mode: 0o700 });
  await prepareRoot(root, await readdir(root));
  const indexPath = join(root, "index.json");
  let index = await findIndex(indexPath);
  const loaded = new Map<string, LoadedRuleSet>();
  let turn: Promise<unknown> = Promise.resolve();

  const folderOf = (hash: string) => join(root, hash);

  function byHash(hash: string): LoadedRuleSet | undefined {
    const known = loaded.get(hash);
    if (known || index.since[hash] === undefined) return known;
    const rules = loadRules(folderOf(hash), hash);
    if (!rules.ok) {
      log.error({ ruleSet: hash }, rules.refusal.detail);
      return undefined;
    }
    const ruleSet = { ...rules.ruleSet, hash };
    loaded.set(hash, ruleSet);
    return ruleSet;
  }

  async function makeCurrent(hash: string): Promise<void> {
    if (index.current === hash) return;
    const next: Index = { current: hash, since: { ...index.since, [hash]: new Date(now()).toISOString() } };
    await replaceFile(indexPath, `${JSON.stringify({ format: 1, ...next }, null, 2)}\n`);
    index = next;
    log.info({ ruleSet: hash }, "the rule set is the current one");
  }

  async function take(folder: string): Promise<Installed> {
    const build = await readBuild(folder);
    if ("reason" in build) return { ok: false, refusal: build };
    const { hash } = build.manifest;
    if (byHash(hash)) {
      const same = await isSame(folderOf(hash), build);
      if (typeof same !== "boolean") return { ok: false, refusal: same };
      if (same) {
        await makeCurrent(hash);
        return { ok: true, hash };
      }
      const detail = `The service knows the rule set ${hash.slice(0, 12)} with other content.`;
      return { ok: false, refusal: refusal("other-content", "ruleset.json", detail) };
    }
    const staged = await stage(root, build);
    const rules = await loadBuild(staged);
    if (!rules.ok) {
      await rm(staged, { recursive: true, force: true });
      return rules;
    }
    // A folder of that name is in no index: a crash came before it was, or it has lost its files.
    await rm(folderOf(hash), { recursive: true, force: true });
    await publish(root, staged, hash);
    loaded.set(hash, { ...rules.ruleSet, hash });
    await makeCurrent(hash);
    return { ok: true, hash };
  }

  return {
    byHash,
    current: () => {
      const ruleSet = index.current === null ? undefined : byHash(index.current);
      if (!ruleSet) throw new Error("There is no current rule set.");
      return ruleSet;
    },
    hasCurrent: () => index.current !== null && byHash(index.current) !== undefined,
    install: (folder) => {
      const done = turn.then(() => take(folder));
      turn = done.catch(() => undefined);
      return done;
    },
    list: () =>
      Object.entries(index.since)
        .map(([hash, since]) => ({ hash, current: hash === index.current, since }))
        .toSorted((a, b) => Number(b.current) - Number(a.current) || b.since.localeCompare(a.since)),
    callsOf: (hash) => join(folderOf(hash), "calls.js"),
  };
}

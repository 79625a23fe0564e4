import { readFileSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Answer, RuleSets } from "../coordinator.ts";
import type { LoadedRuleSet, RuleSet } from "../rules/ruleset.ts";
import { loadBuild, loadRules } from "./build-check.ts";
import { clearOrphans, isSame, prepareRoot, publish, readBuild, stage } from "./build-files.ts";
import { readManifest } from "./manifest.ts";
import { type Refusal, refusal } from "./refusal.ts";
import {
  findIndex,
  type Index,
  type RuleSetChange,
  withCurrent,
  without,
  writeIndex,
} from "./rule-set-index.ts";

/** A rule set that the service keeps. */
export interface KnownRuleSet {
  readonly hash: string;
  /** Whether new visits take it. */
  readonly current: boolean;
  /** Whether it was the current one before: what a rollback goes back to. */
  readonly previous: boolean;
  /** When it last became the current one, ISO 8601 in UTC. */
  readonly since: string;
  /** Who made it the current one; null where that was before it was written down. */
  readonly by: string | null;
}

export type Installed =
  | { readonly ok: true; readonly hash: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** The rule sets of a data folder, by their hashes: old visits find theirs, whatever was built since. */
export interface RuleSetStore extends RuleSets {
  /** Takes a build and makes it the current one, or refuses it whole and leaves everything as it was. */
  readonly install: (build: string, by: string) => Promise<Installed>;
  /** Takes a build and only looks at it: the current one stays. One at a time is kept in this way. */
  readonly examine: (build: string) => Promise<Installed>;
  /**
   * Makes a rule set that is kept the current one again.
   *
   * @param hash its first characters, as many as tell it from others; the one before the current if left out
   */
  readonly rollback: (hash: string | undefined, by: string) => Promise<Answer<string>>;
  /**
   * Lets go of rule sets that nobody needs, with their files. The current one and the one before it stay.
   *
   * @param needed hashes of those that visits and runs need
   * @returns the hashes of those that are gone
   */
  readonly expire: (needed: ReadonlySet<string>) => Promise<readonly string[]>;
  /** The newest first. */
  readonly list: () => readonly KnownRuleSet[];
  /** How the current one came to be, the latest first. */
  readonly changes: () => readonly RuleSetChange[];
  readonly hasCurrent: () => boolean;
  /** Path of the `calls.js` of a rule set. */
  readonly callsOf: (hash: string) => string;
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
  // Without an index nobody can say what is nobody's.
  if (index.current !== null) {
    await clearOrphans(root, await readdir(root), new Set(Object.keys(index.since)));
  }
  const loaded = new Map<string, LoadedRuleSet>();
  let examined: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const folderOf = (hash: string) => join(root, hash);

  /** The last one that was asked for: it is asked for with each call, and is nearly always the same. */
  let calls = { hash: "", path: "" };
  function callsOf(hash: string): string {
    if (calls.hash !== hash) calls = { hash, path: join(folderOf(hash), "calls.js") };
    return calls.path;
  }

  function byHash(hash: string): LoadedRuleSet | undefined {
    const known = loaded.get(hash);
    if (known || index.since[hash] === undefined) return known;
    const rules = loadRules(folderOf(hash), hash);
    if (!rules.ok) {
      log.error({ ruleSet: hash }, rules.refusal.detail);
      return undefined;
    }
    return keep(hash, rules.ruleSet);
  }

  /** What the manifest says of each rule; nothing where an older version has written it. */
  function shapesOf(hash: string): LoadedRuleSet["shapes"] {
    const manifest = readManifest(readFileSync(join(folderOf(hash), "ruleset.json"), "utf8"));
    return "reason" in manifest ? undefined : manifest.shapes;
  }

  function keep(hash: string, rules: RuleSet): LoadedRuleSet {
    const shapes = shapesOf(hash);
    const ruleSet = { ...rules, hash, ...(shapes && { shapes }) };
    loaded.set(hash, ruleSet);
    return ruleSet;
  }

  async function change(next: Index): Promise<void> {
    await writeIndex(indexPath, next);
    index = next;
  }

  async function makeCurrent(hash: string, by: string, what: RuleSetChange["what"]): Promise<void> {
    if (examined === hash) examined = undefined;
    if (index.current === hash) return;
    await change(withCurrent(index, { hash, at: new Date(now()).toISOString(), by, what }));
    log.info({ ruleSet: hash, by, what }, "the rule set is the current one");
  }

  async function remove(hash: string): Promise<void> {
    loaded.delete(hash);
    await rm(folderOf(hash), { recursive: true, force: true });
  }

  async function rollback(start: string | undefined, by: string): Promise<Answer<string>> {
    const refused = (problem: "not-found" | "conflict", detail: string) =>
      ({ ok: false, problem, detail, field: "hash" }) as const;
    const wanted = start ?? index.previous;
    if (wanted === null) return refused("conflict", "There is no rule set before the current one.");
    const [hash, other] = Object.keys(index.since).filter((one) => one.startsWith(wanted));
    if (hash === undefined)
      return refused("not-found", `The service keeps no rule set ${wanted.slice(0, 64)}.`);
    if (other !== undefined)
      return refused("conflict", `Several rule sets begin with ${wanted}: write more of it.`);
    if (byHash(hash) === undefined) {
      return refused(
        "conflict",
        `The rule set ${hash.slice(0, 12)} does not load any more; the log says why.`,
      );
    }
    await makeCurrent(hash, by, "rollback");
    return { ok: true, value: hash };
  }

  async function expire(needed: ReadonlySet<string>): Promise<readonly string[]> {
    const gone = Object.keys(index.since).filter(
      (hash) => hash !== index.current && hash !== index.previous && hash !== examined && !needed.has(hash),
    );
    if (gone.length === 0) return [];
    // What is in no index is nobody's: a crash between the two leaves files that the next start clears away.
    await change(without(index, new Set(gone)));
    for (const hash of gone) await remove(hash);
    log.info({ ruleSets: gone }, "rule sets that nobody needs are gone");
    return gone;
  }

  async function take(folder: string): Promise<Installed> {
    const build = await readBuild(folder);
    if ("reason" in build) return { ok: false, refusal: build };
    const { hash } = build.manifest;
    if (byHash(hash)) {
      const same = await isSame(folderOf(hash), build);
      if (typeof same !== "boolean") return { ok: false, refusal: same };
      if (same) return { ok: true, hash };
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
    keep(hash, rules.ruleSet);
    return { ok: true, hash };
  }

  async function install(folder: string, by: string): Promise<Installed> {
    const taken = await take(folder);
    if (taken.ok) await makeCurrent(taken.hash, by, "deploy");
    return taken;
  }

  async function examine(folder: string): Promise<Installed> {
    const taken = await take(folder);
    if (!taken.ok || taken.hash === examined) return taken;
    if (examined !== undefined && index.since[examined] === undefined) await remove(examined);
    examined = index.since[taken.hash] === undefined ? taken.hash : undefined;
    return taken;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  return {
    byHash,
    current: () => {
      const ruleSet = index.current === null ? undefined : byHash(index.current);
      if (!ruleSet) throw new Error("There is no current rule set.");
      return ruleSet;
    },
    hasCurrent: () => index.current !== null && byHash(index.current) !== undefined,
    install: (folder, by) => inTurn(() => install(folder, by)),
    examine: (folder) => inTurn(() => examine(folder)),
    rollback: (hash, by) => inTurn(() => rollback(hash, by)),
    expire: (needed) => inTurn(() => expire(needed)),
    changes: () => index.changes.toReversed(),
    list: () =>
      Object.entries(index.since)
        .map(([hash, since]) => ({
          hash,
          current: hash === index.current,
          previous: hash === index.previous,
          since,
          by: index.by[hash] ?? null,
        }))
        .toSorted((a, b) => Number(b.current) - Number(a.current) || b.since.localeCompare(a.since)),
    callsOf,
  };
}

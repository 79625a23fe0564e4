import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { workerEnvironment } from "../dispatch/worker-environment.ts";
import type { RuleSet } from "../rules/ruleset.ts";
import { hashOfBuild } from "./build-hash.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { readRuleSet, ruleIds } from "./rule-set-shape.ts";

/** Loads ES modules at once: a visit asks for its rule set in the middle of a transaction. */
const load = createRequire(import.meta.url);
/** How long `calls.js` may take to load, in milliseconds. */
const longestLoad = 30_000;

/** The pure half of a build, or why there is none. */
export type LoadedRules =
  | { readonly ok: true; readonly ruleSet: RuleSet }
  | { readonly ok: false; readonly refusal: Refusal };

function sentence(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1).join("") : String(error);
}

/**
 * Loads `rules.js` from a folder that keeps a build.
 *
 * @param hash what the code of the build has to come to; not looked at where it is known already
 */
export function loadRules(folder: string, hash?: string): LoadedRules {
  const file = "rules.js";
  try {
    if (hash !== undefined && hashOfBuild((name) => readFileSync(join(folder, name))) !== hash) {
      const detail = `The code in ${folder} is not that of the rule set any more.`;
      return { ok: false, refusal: refusal("wrong-hash", file, detail) };
    }
    const shape = readRuleSet(load(join(folder, file)).ruleSet);
    if (shape.ok) return shape;
    const detail = `${file} is no rule set of this version: ${shape.at} is missing or wrong.`;
    return { ok: false, refusal: refusal("wrong-shape", file, detail) };
  } catch (error) {
    const detail = `${file} cannot be loaded: ${sentence(error)}`;
    return { ok: false, refusal: refusal("does-not-load", file, detail) };
  }
}

type Probe = { readonly ids: unknown } | { readonly error: string };

function probe(module: string): Promise<Probe> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const { promise, resolve } = Promise.withResolvers<Probe>();
  const worker = new Worker(new URL(`./calls-probe.${extension}`, import.meta.url), {
    workerData: { module },
    env: workerEnvironment(process.env),
    stdout: true,
    stderr: true,
  });
  const timer = setTimeout(() => {
    resolve({ error: `it took longer than ${longestLoad / 1000} s` });
    void worker.terminate();
  }, longestLoad);
  worker.once("message", (ids) => resolve({ ids }));
  worker.once("error", (error) => resolve({ error: sentence(error) }));
  worker.once("exit", () => {
    clearTimeout(timer);
    resolve({ error: "it ended the thread that loaded it" });
  });
  return promise;
}

async function wrongInCalls(folder: string, ruleSet: RuleSet): Promise<Refusal | null> {
  const file = "calls.js";
  const found = await probe(join(folder, file));
  if ("error" in found) return refusal("does-not-load", file, `${file} cannot be loaded: ${found.error}`);
  if (!Array.isArray(found.ids)) return refusal("wrong-shape", file, `${file} exports no calls.`);
  const known = new Set(found.ids);
  const missing = ruleIds(ruleSet).find((id) => !known.has(id));
  return missing === undefined
    ? null
    : refusal("wrong-shape", file, `${file} holds no call for the rule "${missing}".`);
}

/**
 * Loads a build from the folder that keeps it, both halves: `calls.js` in a thread of its own that ends at once, since
 * actions never come near the ledger. It has to hold a call for each rule.
 */
export async function loadBuild(folder: string): Promise<LoadedRules> {
  const rules = loadRules(folder);
  const wrong = rules.ok ? await wrongInCalls(folder, rules.ruleSet) : null;
  return wrong ? { ok: false, refusal: wrong } : rules;
}

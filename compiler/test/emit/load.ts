import { posix } from "node:path";
import type { Program } from "@onstage/compiler";
import type { JsonObject, Rates, RuleSet, Scope, StoredItem } from "@onstage/runtime/rules";
import * as rules from "@onstage/runtime/rules";
import { transformSync } from "esbuild";

/** What a program does once it is emitted. */
export interface Loaded {
  readonly ruleSet: RuleSet;
  readonly calls: Readonly<Record<string, unknown>>;
  /** What an emitted file exports, by its path. */
  readonly module: (path: string) => Readonly<Record<string, unknown>>;
}

/**
 * Loads the emitted code of a program into this process, with the runtime of this repository. Actions and events are
 * functions that answer `true`, unless they are given.
 *
 * @param modules what emitted code imports beside the runtime, by the name it is imported from
 */
export function loadEmitted(program: Program, modules: Readonly<Record<string, object>> = {}): Loaded {
  const files = new Map(program.emit().map((file) => [file.path, file.code]));
  if (files.size === 0)
    throw new Error(program.diagnostics.map((one) => `${one.code} ${one.message}`).join("\n"));
  const anything = new Proxy({}, { get: () => () => true });
  const loaded = new Map<string, { exports: Record<string, unknown> }>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known !== undefined) return known.exports;
    const code = files.get(path);
    if (code === undefined) throw new Error(`nothing was emitted as ${path}`);
    const module: { exports: Record<string, unknown> } = { exports: {} };
    loaded.set(path, module);
    const require = (name: string): object => {
      const other = posix.join(posix.dirname(path), name);
      if (files.has(other)) return load(other);
      return name === "@onstage/runtime/rules" ? rules : (modules[name] ?? anything);
    };
    const script = transformSync(code, { loader: "ts", format: "cjs", target: "es2024" }).code;
    // The code of a program that was just compiled: what is tested is that it is what the rules say.
    new Function("module", "exports", "require", script)(module, module.exports, require);
    return module.exports;
  };
  const { ruleSet } = load("ruleset.ts");
  const { calls } = load("calls.ts");
  // What the two entries export: another test compares their types.
  return { ruleSet: ruleSet as RuleSet, calls: calls as Loaded["calls"], module: load };
}

/** The rules of an item that is looked at: a deal of the documentation's schema, at a moment. */
export interface Look {
  /** Ids of where it stands. */
  readonly pipeline?: string;
  readonly stage?: string;
  readonly fields?: JsonObject;
  readonly previous?: JsonObject;
  readonly results?: JsonObject;
  readonly event?: JsonObject;
  readonly now?: string;
  readonly rates?: Rates;
  /** Other items, by entity and id: `contacts/7`. */
  readonly others?: Readonly<Record<string, JsonObject>>;
}

/** What a rule looks at: the scope that its functions take. */
export function scopeOf(ruleSet: RuleSet, entity: string, look: Look): Scope {
  const find = (other: string, id: number): StoredItem | undefined => {
    const fields = look.others?.[`${other}/${id}`];
    return fields && { entity: other, id, fields };
  };
  const { schema, timezone, currency, locale, calendar } = ruleSet;
  const { pipeline, stage } = look;
  const place = {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
  };
  const view = (fields: JsonObject) =>
    rules.readItem({ entity, id: 1, ...place, fields }, { schema, currency, find });
  return {
    item: view(look.fields ?? {}),
    previous: view(look.previous ?? {}),
    results: look.results ?? {},
    event: look.event ?? {},
    now: look.now ?? "2026-06-08T08:00:00.000Z",
    setting: { timezone, currency, locale, calendar, rates: look.rates ?? ruleSet.rates },
  };
}

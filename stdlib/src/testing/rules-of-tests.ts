import { fileURLToPath } from "node:url";
import type { LoadedRuleSet } from "@onstage/runtime/rules";

/** Rules as a test names them. */
export interface NamedRules {
  /**
   * The text of rules, the path of a `.rules` file, or that of a folder with an `onstage.json`; or several of them. Those
   * of the project around the folder if left out.
   */
  readonly rules?: string | URL | readonly (string | URL)[];
  /** What stands in a `crm.schema.json`, or its path; the project's if left out. */
  readonly schema?: object | string | URL;
  /** What stands in an `onstage.json`, such as `{ timezone: "Europe/Berlin" }`, in place of what the project's says. */
  readonly settings?: object;
  /** The folder that paths count from; the current folder if left out. */
  readonly folder?: string | URL;
}

/** The part of the package `onstage` that turns rules into what runs. */
interface RulesDoor {
  readonly loadRulesForTests: (named: {
    readonly rules: readonly string[];
    readonly schema?: object | string;
    readonly settings?: object;
    readonly folder?: string;
  }) => Promise<LoadedRuleSet>;
}

function isDoor(module: unknown): module is RulesDoor {
  return typeof module === "object" && module !== null && "loadRulesForTests" in module;
}

// The package depends on this one, and so cannot be named to TypeScript here.
const compiler: string = "onstage";

async function openDoor(): Promise<RulesDoor> {
  const module: unknown = await import(/* @vite-ignore */ compiler);
  if (isDoor(module)) return module;
  throw new Error("this onstage is of another version than its test kit: install both of one version");
}

const pathOf = (place: string | URL): string => (place instanceof URL ? fileURLToPath(place) : place);

const known = new Map<string, Promise<LoadedRuleSet>>();

/**
 * Checks, builds and loads rules by the compiler of `onstage`. The same rules are loaded once.
 *
 * @throws Error with every finding and its place, where the rules have errors
 */
export function rulesOfTests(named: NamedRules): Promise<LoadedRuleSet> {
  const { rules = [], schema, settings, folder } = named;
  const all = typeof rules === "string" || rules instanceof URL ? [rules] : rules;
  const request = {
    rules: all.map(pathOf),
    ...(schema !== undefined && { schema: schema instanceof URL ? fileURLToPath(schema) : schema }),
    ...(settings !== undefined && { settings }),
    ...(folder !== undefined && { folder: pathOf(folder) }),
  };
  const key = JSON.stringify(request);
  const loading = known.get(key) ?? openDoor().then((door) => door.loadRulesForTests(request));
  known.set(key, loading);
  return loading;
}

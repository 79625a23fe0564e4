import path from "node:path";
import { moduleOfTests } from "./module-of-tests.ts";
import type { RulesUnderTest, TestedRules } from "./rules-under-test.ts";
import type { RunningVitest } from "./vitest-door.ts";

/** The part of a Vite plugin that is used here. */
interface RulesPlugin {
  readonly name: string;
  readonly enforce: "pre";
  readonly config: (config: {
    readonly test?: { readonly include?: readonly string[]; readonly testTimeout?: number };
  }) => Promise<object>;
  readonly configureVitest: (context: { readonly vitest: RunningVitest }) => void;
  readonly load: (id: string) => Promise<{ readonly code: string; readonly map: null } | undefined>;
  readonly transform: (code: string, id: string) => undefined;
}

/** Whether a test file runs rules: only then a change of a rule touches it. */
const runsRules = /["'](?:onstage|@onstage\/stdlib\/testing(?:\/[\w-]+)?)["']/;
const isTestFile = /\.(?:test|spec)\.[cm]?[jt]sx?$/;

/** Milliseconds that a test may take where the project does not say it: the first one waits until the rules are built. */
const testTimeout = 30_000;

const withoutQuery = (id: string): string => id.replace(/\?.*$/, "");
const slashes = (file: string): string => file.split(path.sep).join("/");

/** What a change of a file touches. */
function touchedBy(file: string, before: TestedRules, users: ReadonlySet<string>): readonly string[] {
  if (before.onlyTests.has(file)) return [file];
  return [...before.tests.keys(), ...users];
}

/**
 * Makes the tests in files of rules part of a run of Vitest: each such file is a test file beside the others.
 *
 * @param rules the project's rules
 * @param usual what Vitest takes for test files where the project does not say it
 * @param setupFiles what is run before the tests of each file
 */
export function rulesPlugin(
  rules: RulesUnderTest,
  usual: readonly string[],
  setupFiles: readonly string[] = [],
): RulesPlugin {
  /** Test files that run rules in another way. */
  const users = new Set<string>();
  let known: TestedRules | undefined;
  let vitest: RunningVitest | undefined;
  const current = async (): Promise<TestedRules> => {
    known = await rules.current();
    return known;
  };
  const touched = (changed: string): string[] => {
    const file = path.normalize(changed);
    rules.changed();
    const all = known === undefined ? [] : touchedBy(file, known, users);
    for (const one of all) vitest?.invalidateFile(slashes(one));
    return all.map(slashes);
  };
  return {
    name: "onstage-rules",
    enforce: "pre",
    config: async ({ test }) => {
      const { tests } = await current();
      const files = [...tests.keys()].map((file) => slashes(path.relative(rules.folder, file)));
      return {
        test: {
          include: [...(test?.include === undefined ? usual : []), ...files],
          setupFiles,
          ...(test?.testTimeout === undefined && { testTimeout }),
          watchTriggerPatterns: [
            { pattern: /\.rules$/, testsToRun: touched },
            { pattern: /[/\\](?:onstage|[\w.-]*schema)\.json$/, testsToRun: touched },
          ],
        },
      };
    },
    configureVitest: (context) => {
      ({ vitest } = context);
    },
    load: async (id) => {
      const file = path.normalize(withoutQuery(id));
      if (!file.endsWith(".rules")) return undefined;
      const tested = await current();
      const tests = tested.tests.get(file) ?? [];
      return { code: moduleOfTests(tests, tested, slashes(rules.folder)), map: null };
    },
    transform: (code, id) => {
      const file = withoutQuery(id);
      if (isTestFile.test(file) && runsRules.test(code)) users.add(path.normalize(file));
      return undefined;
    },
  };
}

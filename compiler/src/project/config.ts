import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { readJson, shapeProblems } from "../schema/json.ts";
import { configValidator } from "../schema/validators.ts";

/** What `onstage.json` says, with what it leaves out filled in. */
export interface Config {
  /** Path of the CRM schema, relative to the project. */
  readonly schema: string;
  /** Paths or patterns of the files with rules. */
  readonly rules: readonly string[];
  /** Paths or patterns of the files with the project's own actions. */
  readonly actions: readonly string[];
  /** Paths or patterns of the files with the project's own events. */
  readonly triggers: readonly string[];
  /** IANA name of the portal's zone. */
  readonly timezone: string;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
}

export const defaultConfig: Config = {
  schema: "crm.schema.json",
  rules: ["rules/**/*.rules"],
  actions: [],
  triggers: [],
  timezone: "UTC",
  currency: "EUR",
};

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Reads the text of an `onstage.json`. Where it is wrong, the defaults stand in, so that the rest can be checked. */
export function loadConfig(text: string): {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
} {
  const read = readJson(text);
  if (!read.ok) {
    return { config: defaultConfig, diagnostics: [diagnostic("OS5202", read.span, { reason: read.reason })] };
  }
  const problems = shapeProblems(read.json, configValidator());
  if (problems.length > 0) {
    const diagnostics = problems.map(({ path, problem, span }) =>
      diagnostic("OS5203", span, { path, problem }),
    );
    return { config: defaultConfig, diagnostics };
  }
  // The JSON Schema has just said what it holds.
  const config = { ...defaultConfig, ...(read.json.value as Partial<Config>) };
  if (config.timezone === defaultConfig.timezone || isTimezone(config.timezone))
    return { config, diagnostics: [] };
  const place = read.json.placeOf(["timezone"]);
  const problem = "it has to be the IANA name of a zone, such as Europe/Berlin";
  return {
    config: { ...config, timezone: defaultConfig.timezone },
    diagnostics: [diagnostic("OS5203", place, { path: "timezone", problem })],
  };
}

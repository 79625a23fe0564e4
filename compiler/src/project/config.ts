import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { isDay } from "../schema/days.ts";
import { type JsonText, readJson, shapeProblems } from "../schema/json.ts";
import { configValidator } from "../schema/validators.ts";
import { readWorkingHours, type WeekHours } from "../schema/working-hours.ts";
import type { Limits } from "./limits.ts";
import { type Rates, readRates, type WrittenRates } from "./rates.ts";

/** An address that another system calls. */
export interface Hook {
  /** How a message proves who it is from. */
  readonly verify: "signature" | "bitrix24";
  /** The name of the environment variable that has the secret. */
  readonly secret: string;
  /** Where in a JSON body the item is named; `item` if left out. */
  readonly item?: string;
  /** What a signed message becomes; `webhookReceived` if left out. */
  readonly event?: "webhookReceived" | "emailReceived";
}

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
  /** BCP 47 tag of the language of dates and numbers in texts. */
  readonly locale: string;
  readonly workingHours: WeekHours;
  /** Days off beside those of the week. */
  readonly holidays: readonly string[];
  /** Days that are worked although they would be off. */
  readonly workdays: readonly string[];
  readonly rates: Rates;
  readonly limits: Limits;
  /** Hosts and ranges of addresses that actions may call although they are not on the public internet. */
  readonly outbound: { readonly allow: readonly string[] };
  /** Environment variables that actions may read as secrets. */
  readonly secrets: readonly string[];
  /** Addresses that other systems call, by their names. */
  readonly hooks: Readonly<Record<string, Hook>>;
  /** How grave it is where rules name what the CRM schema does not have. */
  readonly schemaErrors: "error" | "warning";
}

/** The same as people write it. */
interface Written extends Partial<Omit<Config, "workingHours" | "rates" | "outbound">> {
  readonly workingHours?: Readonly<Record<string, string>>;
  readonly rates?: WrittenRates;
  readonly outbound?: Partial<Config["outbound"]>;
}

export const defaultConfig: Config = {
  schema: "crm.schema.json",
  rules: ["rules/**/*.rules"],
  actions: [],
  triggers: [],
  timezone: "UTC",
  currency: "EUR",
  locale: "en",
  workingHours: readWorkingHours({ "mon-fri": "09:00-18:00" }).week,
  holidays: [],
  workdays: [],
  rates: {},
  limits: {},
  outbound: { allow: [] },
  secrets: [],
  hooks: {},
  schemaErrors: "error",
};

function isTimezone(name: string): boolean {
  // Making a format takes ten milliseconds, a tenth of a whole check. What the list lacks are old names of zones.
  if (Intl.supportedValuesOf("timeZone").includes(name)) return true;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone that somebody most likely meant who wrote only its city, or wrote it wrongly. */
function nearTimezone(name: string): string | undefined {
  const zones = Intl.supportedValuesOf("timeZone");
  const city = name.toLowerCase().replaceAll(" ", "_");
  return zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ?? didYouMeanName(name, zones);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

type Report = (found: Diagnostic) => void;

function checkNames(written: Written, json: JsonText, report: Report): void {
  const { timezone, locale } = written;
  if (timezone !== undefined && timezone !== defaultConfig.timezone && !isTimezone(timezone)) {
    const near = nearTimezone(timezone);
    const hint = near === undefined ? ", such as Europe/Berlin" : `; did you mean \`${near}\`?`;
    const problem = `it has to be the IANA name of a zone${hint}`;
    report(diagnostic("OS5203", json.placeOf(["timezone"]), { path: "timezone", problem }));
  }
  if (locale !== undefined && locale !== defaultConfig.locale && !isLocale(locale)) {
    const problem = "it has to be the tag of a language, such as en, de or pt-BR";
    report(diagnostic("OS5203", json.placeOf(["locale"]), { path: "locale", problem }));
  }
}

function checkDays(written: Written, json: JsonText, report: Report): void {
  for (const key of ["holidays", "workdays"] as const) {
    for (const [index, text] of (written[key] ?? []).entries()) {
      const place = json.placeOf([key, index]);
      if (!isDay(text)) report(diagnostic("OS5205", place, { text }));
      else if (key === "workdays" && written.holidays?.includes(text) === true) {
        const problem = `${text} is a holiday as well`;
        report(diagnostic("OS5203", place, { path: `workdays.${index}`, problem }));
      }
    }
  }
}

function hoursIn(written: Written, json: JsonText, report: Report): WeekHours {
  if (written.workingHours === undefined) return defaultConfig.workingHours;
  const { week, problems } = readWorkingHours(written.workingHours);
  for (const { key, where, problem } of problems) {
    const path = ["workingHours", key];
    const place = where === "days" ? json.nameOf(path) : json.placeOf(path);
    report(diagnostic("OS5204", place, { owner: "the project", problem }));
  }
  return week;
}

function ratesIn(written: Written, json: JsonText, report: Report): Rates {
  const { rates, problems } = readRates(written.rates ?? {}, written.currency ?? defaultConfig.currency);
  for (const { path, where, problem } of problems) {
    const whole = ["rates", ...path];
    const place = where === "name" ? json.nameOf(whole) : json.placeOf(whole);
    report(diagnostic("OS5206", place, { currency: path[0] ?? "", problem }));
  }
  return rates;
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
  const written = read.json.value as Written;
  const diagnostics: Diagnostic[] = [];
  const report: Report = (found) => diagnostics.push(found);
  checkNames(written, read.json, report);
  checkDays(written, read.json, report);
  const workingHours = hoursIn(written, read.json, report);
  const rates = ratesIn(written, read.json, report);
  const outbound = { ...defaultConfig.outbound, ...written.outbound };
  const config: Config = { ...defaultConfig, ...written, workingHours, rates, outbound };
  return { config: diagnostics.length > 0 ? defaultConfig : config, diagnostics };
}

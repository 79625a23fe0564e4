import { isDay } from "../schema/days.ts";

/**
 * What one unit of a currency is worth in the project's currency, from a day on: `{ USD: { "2026-07-01": "0.95" } }`.
 * Days are ISO dates; the rate of a day is that of the last date not after it.
 */
export type Rates = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Rates as people write them: one for all days, or one from each day on. */
export type WrittenRates = Readonly<
  Record<string, number | string | Readonly<Record<string, number | string>>>
>;

/** What is wrong with a rate, and where: its currency, and the day. */
export interface RateProblem {
  readonly path: readonly string[];
  readonly where: "name" | "value";
  readonly problem: string;
}

/** Holds from the first day that a date can name. */
const always = "0001-01-01";

function readRate(rate: number | string): string | { readonly problem: string } {
  const text = String(rate).trim();
  if (/^\d+(\.\d+)?$/.test(text) && /[1-9]/.test(text)) return text;
  if (typeof rate === "number" && rate > 0) return { problem: `write it as text, such as "0.0000001"` };
  return { problem: `\`${text}\` is no number above zero` };
}

/**
 * Reads rates as people write them.
 *
 * @param currency the project's own currency, which needs no rate
 */
export function readRates(
  written: WrittenRates,
  currency: string,
): { readonly rates: Rates; readonly problems: readonly RateProblem[] } {
  const rates: Record<string, Readonly<Record<string, string>>> = {};
  const problems: RateProblem[] = [];
  for (const [code, given] of Object.entries(written)) {
    if (!/^[A-Z]{3}$/.test(code)) {
      problems.push({
        path: [code],
        where: "name",
        problem: `\`${code}\` is no currency: three capital letters, such as USD`,
      });
      continue;
    }
    if (code === currency) {
      problems.push({ path: [code], where: "name", problem: `${code} is the project's own currency` });
      continue;
    }
    const byDay: Record<string, string> = {};
    for (const [day, rate] of typeof given === "object"
      ? Object.entries(given)
      : [[always, given] as const]) {
      const path = typeof given === "object" ? [code, day] : [code];
      if (!isDay(day)) {
        problems.push({ path, where: "name", problem: `\`${day}\` is no day, such as 2026-07-01` });
        continue;
      }
      const read = readRate(rate);
      if (typeof read === "string") byDay[day] = read;
      else problems.push({ path, where: "value", problem: read.problem });
    }
    rates[code] = byDay;
  }
  return { rates, problems };
}

import type { Looking, Rates } from "../src/rules/index.ts";

/** A moment and a setting to look from: Monday, 8 June 2026, 10:00 in Berlin. */
export function looking(
  parts: { readonly now?: string; readonly locale?: string; readonly rates?: Rates } = {},
): Looking {
  const workingDay = [["09:00", "18:00"]] as const;
  return {
    now: parts.now ?? "2026-06-08T08:00:00.000Z",
    setting: {
      timezone: "Europe/Berlin",
      currency: "EUR",
      locale: parts.locale ?? "en",
      calendar: {
        hours: { 1: workingDay, 2: workingDay, 3: workingDay, 4: workingDay, 5: workingDay },
        holidays: [],
        workdays: [],
        people: {},
      },
      rates: parts.rates ?? {
        USD: { "0001-01-01": "0.90", "2026-07-01": "0.95" },
        GBP: { "2026-01-01": "1.15" },
      },
    },
  };
}

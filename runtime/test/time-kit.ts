import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../src/time/calendar.ts";
import type { Place } from "../src/time/moments.ts";

const office = [["09:00", "18:00"]] as const;
const workweek = { 1: office, 2: office, 3: office, 4: office, 5: office };

export const ANNA = { id: 1, name: "Anna" };
export const BEN = { id: 2, name: "Ben" };

const annasDay = [["10:00", "16:00"]] as const;
const bensDay = [
  ["09:00", "12:00"],
  ["12:30", "18:00"],
] as const;

/** The year 2026 of a firm in Berlin: bank holidays, a Saturday that is worked, a part-timer on leave, a lunch break. */
export const calendar: Calendar = {
  hours: workweek,
  holidays: [
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-01",
    "2026-05-14",
    "2026-05-25",
    "2026-12-25",
  ],
  workdays: ["2026-12-19"],
  people: {
    [ANNA.id]: {
      hours: { 1: annasDay, 2: annasDay, 3: annasDay, 4: annasDay },
      absences: [{ from: "2026-06-10", to: "2026-06-12" }],
    },
    [BEN.id]: { hours: { 1: bensDay, 2: bensDay, 3: bensDay, 4: bensDay, 5: bensDay } },
  },
};

export const berlin: Place = { timezone: "Europe/Berlin", calendar };

/** Nobody ever works. */
export const closed: Place = {
  timezone: "Europe/Berlin",
  calendar: { hours: {}, holidays: [], workdays: ["2026-12-19"], people: {} },
};

/** A moment written by the clock of a zone, in UTC; with an offset where the clock shows the time twice. */
export function at(local: string, zone = "Europe/Berlin"): string {
  const moment = /[+-]\d\d:\d\d$/.test(local)
    ? Temporal.Instant.from(local)
    : Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: "reject" }).toInstant();
  return moment.toString({ smallestUnit: "millisecond" });
}

/** A moment as the clock of a zone shows it, `2026-06-12T17:45+02:00`, for tables that people read. */
export function shown(utc: string | undefined, zone = "Europe/Berlin"): string | undefined {
  if (utc === undefined) return undefined;
  const local = Temporal.Instant.from(utc).toZonedDateTimeISO(zone);
  const precise = local.second !== 0 || local.millisecond !== 0;
  return local.toString({ timeZoneName: "never", ...(precise ? {} : { smallestUnit: "minute" }) });
}

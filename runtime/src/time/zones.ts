import { DAY, type Day } from "./days.ts";
import { remembered } from "./remembered.ts";
import { Temporal } from "./temporal.ts";

/** A day and the time on it, as the clocks of a zone show them. */
export interface Local {
  readonly day: Day;
  /** Milliseconds since midnight, by the clock. */
  readonly time: number;
}

/** Offsets by day of UTC; null for a day on which the clocks change. */
type Offsets = Map<Day, number | null>;

/** Days kept for each zone: some thirty years. */
const MOST_DAYS = 10_000;

const offsetsByZone = new Map<string, Offsets>();

function readOffset(day: Day, zone: string): number | null {
  const midnight = Temporal.Instant.fromEpochMilliseconds(day * DAY).toZonedDateTimeISO(zone);
  const change = midnight.getTimeZoneTransition("next");
  const steady = change === null || change.epochMilliseconds >= (day + 1) * DAY;
  // Before clocks were set by zones, offsets had parts of milliseconds; nothing here is finer than one.
  return steady ? Math.floor(midnight.offsetNanoseconds / 1e6) : null;
}

/** What the clocks of a zone are ahead of UTC on a day of UTC, in milliseconds; null where they change on it. */
function offsetOn(day: Day, zone: string): number | null {
  const offsets = remembered(offsetsByZone, zone, (): Offsets => new Map());
  const kept = offsets.get(day);
  if (kept !== undefined) return kept;
  if (offsets.size >= MOST_DAYS) offsets.clear();
  const offset = readOffset(day, zone);
  offsets.set(day, offset);
  return offset;
}

/** The offset where clocks stand still in their course from the day before to the day after; null elsewhere. */
function steadyOffset(day: Day, zone: string): number | null {
  const offset = offsetOn(day, zone);
  return offset === offsetOn(day - 1, zone) && offset === offsetOn(day + 1, zone) ? offset : null;
}

/**
 * What the clocks of a zone show at a moment.
 *
 * @param ms milliseconds since 1970
 * @param zone IANA name
 */
export function localOf(ms: number, zone: string): Local {
  const offset = offsetOn(Math.floor(ms / DAY), zone);
  if (offset !== null) {
    const day = Math.floor((ms + offset) / DAY);
    return { day, time: ms + offset - day * DAY };
  }
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime();
  const shown = local.toZonedDateTime("UTC").epochMilliseconds;
  const day = Math.floor(shown / DAY);
  return { day, time: shown - day * DAY };
}

/**
 * The moment at which the clocks of a zone show a time. A time that a clock change skips moves forward by what was
 * skipped; of one that comes twice it is the first.
 *
 * @param time milliseconds since midnight, by the clock
 * @param zone IANA name
 * @returns milliseconds since 1970
 */
export function instantAt(day: Day, time: number, zone: string): number {
  const shown = day * DAY + time;
  const offset = steadyOffset(day, zone);
  if (offset !== null) return shown - offset;
  const local = Temporal.Instant.fromEpochMilliseconds(shown).toZonedDateTimeISO("UTC").toPlainDateTime();
  return local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}

/** A stretch of time in which the clocks of a zone do not change. */
export interface SteadyStretch {
  /** Milliseconds since 1970, the end excluded. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds ahead of UTC. */
  readonly offset: number;
}

/** The stretches of a day between its clock changes: one on most days, none on a day that a zone left out. */
export function stretchesOf(day: Day, zone: string): readonly SteadyStretch[] {
  const from = instantAt(day, 0, zone);
  const to = instantAt(day + 1, 0, zone);
  const steady = steadyOffset(day, zone);
  if (steady !== null) return [{ from, to, offset: steady }];
  const stretches: SteadyStretch[] = [];
  for (let at = from; at < to; ) {
    const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    const change = moment.getTimeZoneTransition("next")?.epochMilliseconds ?? to;
    const end = Math.min(change, to);
    stretches.push({ from: at, to: end, offset: Math.floor(moment.offsetNanoseconds / 1e6) });
    at = end;
  }
  return stretches;
}

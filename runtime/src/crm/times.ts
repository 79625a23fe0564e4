import { momentOf } from "../time/instant.ts";
import { Temporal } from "../time/temporal.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}(:\d{2})?$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    // Temporal says with a RangeError that there is no such day or hour; anything else is a bug.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether the text is a day that exists, such as `2026-06-11`. */
export function isDate(text: string): boolean {
  return DATE.test(text) && parsed(() => Temporal.PlainDate.from(text, { overflow: "reject" })) !== undefined;
}

/**
 * A time of day, such as `09:00` or `09:00:30`, as it is stored: with its seconds, so that the text order of two is
 * their order. Undefined for text that is none.
 */
export function readTime(text: string): string | undefined {
  if (!TIME.test(text)) return undefined;
  const time = parsed(() => Temporal.PlainTime.from(text, { overflow: "reject" }));
  return time?.toString({ smallestUnit: "second" });
}

/**
 * A moment with an offset as it is stored: in UTC, with milliseconds. Undefined for text that is none, and for a moment
 * that in UTC lies outside the years 0 to 9999.
 */
export function readMoment(text: string): string | undefined {
  if (!MOMENT.test(text)) return undefined;
  return parsed(() => momentOf(Temporal.Instant.from(text).epochMilliseconds));
}

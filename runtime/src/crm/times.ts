import { Temporal } from "temporal-polyfill";

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

/** Whether the text is a time of day, such as `09:00` or `09:00:30`. */
export function isTime(text: string): boolean {
  return TIME.test(text) && parsed(() => Temporal.PlainTime.from(text, { overflow: "reject" })) !== undefined;
}

/** A moment with an offset as it is stored: in UTC, with milliseconds. Undefined for text that is none. */
export function readMoment(text: string): string | undefined {
  if (!MOMENT.test(text)) return undefined;
  return parsed(() => Temporal.Instant.from(text).toString({ smallestUnit: "millisecond" }));
}

/** A length of time. Calendar units, elapsed time and working time do not turn into each other before a day is known. */
export interface Duration {
  /** 12 for a year. */
  readonly months: number;
  /** 7 for a week. */
  readonly days: number;
  readonly milliseconds: number;
  readonly workingDays: number;
  /** Time counted within working hours only. */
  readonly workingMilliseconds: number;
}

/** Makes a length of time of the parts that are not nothing. */
export function duration(parts: Partial<Duration>): Duration {
  return { months: 0, days: 0, milliseconds: 0, workingDays: 0, workingMilliseconds: 0, ...parts };
}

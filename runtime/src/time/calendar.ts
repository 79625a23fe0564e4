/** Hours of one day, `[["09:00", "12:00"], ["12:30", "18:00"]]`: in order, not touching; closing time is outside. */
export type DayHours = readonly (readonly [opens: string, closes: string])[];

/** When a person is away: days, both included. */
export interface Absence {
  readonly from: string;
  readonly to: string;
}

/** Hours and days off of one person; what is left out is as in the project. */
export interface PersonCalendar {
  /** By ISO day of the week, `"1"` for Monday to `"7"` for Sunday; a day that is not there is off. */
  readonly hours?: Readonly<Record<string, DayHours>>;
  readonly absences?: readonly Absence[];
}

/** When people work. */
export interface Calendar {
  /** By ISO day of the week, `"1"` for Monday to `"7"` for Sunday; a day that is not there is off. */
  readonly hours: Readonly<Record<string, DayHours>>;
  /** Days off, `2026-12-25`. */
  readonly holidays: readonly string[];
  /** Days worked although they would be off, `2026-12-19`: with the hours of Monday, or of the first day that has any. */
  readonly workdays: readonly string[];
  /** By the id of the user. */
  readonly people: Readonly<Record<string, PersonCalendar>>;
}

import { didYouMeanName } from "../near.ts";

/** Hours of one day, `[["09:00", "12:00"], ["12:30", "18:00"]]`: in order, not touching; closing time is outside. */
export type DayHours = readonly (readonly [opens: string, closes: string])[];

/** By ISO day of the week, `"1"` for Monday to `"7"` for Sunday; a day that is not there is off. */
export type WeekHours = Readonly<Record<string, DayHours>>;

/** What is wrong with hours as somebody wrote them. */
export interface HoursProblem {
  /** The key that it is about. */
  readonly key: string;
  readonly where: "days" | "hours";
  readonly problem: string;
}

const dayWords = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** `mon` and `monday` as 1, `sun` as 7. */
function dayNumber(word: string): number | undefined {
  const at = dayWords.findIndex((day) => word === day || word === day.slice(0, 3));
  return at < 0 ? undefined : at + 1;
}

/** A stretch of days; one from Saturday to Monday goes over the weekend. */
function daysFrom(first: number, last: number): readonly number[] {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, at) => ((first + at - 1) % 7) + 1);
}

/** The days that a key names, or the word in it that names none. */
function readDays(key: string): readonly number[] | string {
  const days: number[] = [];
  for (const part of key.split(",")) {
    const [first = "", last = first, ...rest] = part.split("-").map((word) => word.trim().toLowerCase());
    const from = dayNumber(first);
    const to = dayNumber(last);
    if (from === undefined) return first;
    if (to === undefined) return last;
    if (rest.length > 0) return part.trim();
    days.push(...daysFrom(from, to));
  }
  return days;
}

/** `9:00` as `09:00`; undefined for what is no time of day. Midnight at the end of a day is `24:00`. */
function readTime(text: string): string | undefined {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (hour === undefined || minute === undefined) return undefined;
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 24 * 60 ? `${hour.padStart(2, "0")}:${minute}` : undefined;
}

type Stretch = readonly [opens: string, closes: string];

function readStretch(text: string): Stretch | { readonly problem: string } {
  const [from, to, ...rest] = text.split(/[-–]/);
  if (from === undefined || to === undefined || rest.length > 0) {
    return { problem: `\`${text}\` is no stretch of time` };
  }
  const opens = readTime(from);
  const closes = readTime(to);
  if (opens === undefined || opens === "24:00") return { problem: `\`${from.trim()}\` is no time of day` };
  if (closes === undefined) return { problem: `\`${to.trim()}\` is no time of day` };
  if (closes === opens) return { problem: `\`${text}\` ends where it begins` };
  if (closes < opens) {
    return { problem: `\`${text}\` ends before it begins; hours over midnight are written at both days` };
  }
  return [opens, closes];
}

/** The hours of one day in order, stretches that touch joined into one. */
function readHours(text: string): DayHours | { readonly problem: string } {
  const stretches: Stretch[] = [];
  for (const part of text.split(",")) {
    const stretch = readStretch(part.trim());
    if ("problem" in stretch) return stretch;
    stretches.push(stretch);
  }
  const joined: Stretch[] = [];
  for (const [opens, closes] of stretches.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const last = joined.at(-1);
    if (last === undefined || last[1] < opens) joined.push([opens, closes]);
    else if (last[1] === opens) joined[joined.length - 1] = [last[0], closes];
    else return { problem: `\`${last.join("-")}\` and \`${opens}-${closes}\` overlap` };
  }
  return joined;
}

/**
 * Reads working hours as people write them: `{ "mon-thu": "09:00-12:00, 12:30-18:00", "fri": "09:00-15:00" }`.
 *
 * @returns the hours by day, and what is wrong with them; hours with problems are left out
 */
export function readWorkingHours(hours: Readonly<Record<string, string>>): {
  readonly week: WeekHours;
  readonly problems: readonly HoursProblem[];
} {
  const week: Record<string, DayHours> = {};
  const problems: HoursProblem[] = [];
  for (const [key, text] of Object.entries(hours)) {
    const days = readDays(key);
    if (typeof days === "string") {
      const near = didYouMeanName(days, dayWords);
      const hint = near === undefined ? "" : `; did you mean \`${near}\`?`;
      problems.push({ key, where: "days", problem: `\`${days}\` is no day of the week${hint}` });
      continue;
    }
    const read = readHours(text);
    if ("problem" in read) {
      problems.push({ key, where: "hours", problem: read.problem });
      continue;
    }
    const twice = days.find((day) => week[day] !== undefined);
    if (twice !== undefined) {
      problems.push({ key, where: "days", problem: `${dayWords[twice - 1]} stands in them twice` });
    }
    for (const day of days) week[day] ??= read;
  }
  return { week, problems };
}

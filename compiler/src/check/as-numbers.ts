import { replace } from "../diagnostics/diagnostic.ts";
import type { Expression } from "../syntax/tree.ts";
import type { Kind } from "./kinds.ts";
import { bare } from "./literals.ts";
import type { Mending } from "./unquoted.ts";

/** The numbers of `12/24/2026` or `24-12-2026`, and the sign between them. */
function partsOf(
  node: Expression,
): { readonly numbers: readonly string[]; readonly sign: string } | undefined {
  if (node.kind === "Number") return { numbers: [node.value], sign: "" };
  if (node.kind !== "Arithmetic" || (node.operator !== "/" && node.operator !== "-")) return undefined;
  const left = partsOf(node.left);
  const isOne = left !== undefined && (left.sign === "" || left.sign === node.operator);
  if (!isOne || left.numbers.length > 2 || node.right.kind !== "Number") return undefined;
  return { numbers: [...left.numbers, node.right.value], sign: node.operator };
}

const day = (year = "", month = "", of = ""): readonly string[] => {
  const fits = /^[0-9]{4}$/.test(year) && Number(month) >= 1 && Number(month) <= 12 && Number(of) <= 31;
  return fits && Number(of) >= 1 ? [`${year}-${month.padStart(2, "0")}-${of.padStart(2, "0")}`] : [];
};

/** The days that numbers may have been meant for; where day and month could be either, both. */
function daysOf(numbers: readonly string[]): readonly string[] {
  const [first = "", second, third] = numbers;
  const [, year, month, of] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(first) ?? [];
  if (numbers.length === 1) return day(year, month, of);
  const all =
    first.length === 4
      ? day(first, second, third)
      : [...day(third, first, second), ...day(third, second, first)];
  return [...new Set(all)];
}

function timesOf(numbers: readonly string[]): readonly string[] {
  const [, hour, minutes = "00"] =
    /^([0-9]{1,2})(?:\.([0-9]{2}))?$/.exec(numbers.length === 1 ? (numbers[0] ?? "") : "") ?? [];
  const fits = hour !== undefined && Number(hour) < 24 && Number(minutes) < 60;
  return fits ? [`${hour.padStart(2, "0")}:${minutes}`] : [];
}

const helps: Partial<Record<Kind, string>> = {
  date: "days are written with dashes, the year first: `2026-12-24`",
  moment: "moments are written with the year first: `2026-12-24T18:00`",
  time: "times of day are written with hours and minutes: `09:00`",
};

/** How to write numbers that stand where a day or a time of day is wanted. Undefined where nothing of it is meant. */
export function asCalendarOf(node: Expression, wanted: Kind | undefined): Mending | undefined {
  const help = wanted === undefined ? undefined : helps[wanted];
  const parts = help === undefined ? undefined : partsOf(bare(node));
  if (help === undefined || parts === undefined) return undefined;
  const meant = wanted === "time" ? timesOf(parts.numbers) : daysOf(parts.numbers);
  const codes = wanted === "moment" ? meant.map((one) => `${one}T00:00`) : meant;
  return { help, fixes: codes.map((code) => replace(`Write \`${code}\``, node, code, false)) };
}

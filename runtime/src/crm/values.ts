import type { Field } from "../rules/schema.ts";
import type { Json } from "../rules/values.ts";
import { isRecord } from "../unknown.ts";
import { right, wrong } from "./checked.ts";
import { isExact, isWhole, moneyText, sameNumber } from "./numbers.ts";
import type { Checked } from "./port.ts";
import { shown, suggest } from "./suggest.ts";
import { isDate, readMoment, readTime } from "./times.ts";

/** The longest text that a field holds, in bytes of UTF-8. */
const LONGEST_TEXT = 64 * 1024;

/** The most values that a field with several holds. */
const MOST_VALUES = 1000;

const CURRENCY = /^[A-Z]{3}$/;

function checkText(name: string, value: Json): Checked<Json> {
  if (typeof value !== "string") return wrong(`“${name}” has to be text.`, name);
  if (Buffer.byteLength(value) > LONGEST_TEXT) {
    return wrong(`“${name}” is longer than the ${LONGEST_TEXT} bytes that a text may have.`, name);
  }
  return right(value);
}

type MoneyJson = { readonly amount: Json; readonly currency: Json };

function isMoneyJson(value: Json): value is MoneyJson {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}

function checkMoney(name: string, value: Json): Checked<Json> {
  if (isExact(value)) return right(typeof value === "string" ? moneyText(value) : value);
  if (isMoneyJson(value)) {
    const { amount, currency, ...rest } = value;
    const plain =
      isExact(amount) &&
      typeof currency === "string" &&
      CURRENCY.test(currency) &&
      Object.keys(rest).length === 0;
    if (plain) return right({ amount: moneyText(amount), currency });
  }
  return wrong(
    `“${name}” has to be an amount: a number of at most 15 digits, a longer one as text such as "60000.00", or {"amount": "60000.00", "currency": "EUR"}.`,
    name,
  );
}

function checkOption(name: string, field: Field, value: Json): Checked<Json> {
  if (typeof value !== "string" && typeof value !== "number") {
    return wrong(`“${name}” has to be the title or the id of an option.`, name);
  }
  const options = field.options ?? [];
  const option =
    options.find((one) => one.id === String(value)) ?? options.find((one) => one.title === value);
  if (option !== undefined) return right(option.id);
  const titles = options.map((one) => one.title);
  return wrong(`“${name}” has no option “${shown(String(value))}”. ${suggest(String(value), titles)}`, name);
}

function checkFile(name: string, value: Json): Checked<Json> {
  if (typeof value === "string") return checkText(name, value);
  if (!isRecord(value)) {
    return wrong(`“${name}” has to be a file: its address as text, or an object with texts.`, name);
  }
  for (const part of Object.values(value)) {
    const checked = checkText(name, part);
    if (!checked.ok) return checked;
  }
  return right(value);
}

function checkOne(name: string, field: Field, value: Json): Checked<Json> {
  switch (field.type) {
    case "Text":
    case "Email":
    case "Phone":
    case "Url":
      return checkText(name, value);
    case "Number":
      return isExact(value)
        ? right(value)
        : wrong(`“${name}” has to be a number of at most 15 digits, or a longer one as text.`, name);
    case "Integer":
      return isWhole(value) ? right(value) : wrong(`“${name}” has to be a whole number.`, name);
    case "Boolean":
      return typeof value === "boolean" ? right(value) : wrong(`“${name}” has to be true or false.`, name);
    case "Date":
      return typeof value === "string" && isDate(value)
        ? right(value)
        : wrong(`“${name}” has to be a day that exists, such as "2026-06-11".`, name);
    case "Time": {
      const time = typeof value === "string" ? readTime(value) : undefined;
      return time === undefined
        ? wrong(`“${name}” has to be a time of day, such as "09:00".`, name)
        : right(time);
    }
    case "DateTime": {
      const moment = typeof value === "string" ? readMoment(value) : undefined;
      return moment === undefined
        ? wrong(`“${name}” has to be a moment with its offset, such as "2026-06-11T09:00:00+02:00".`, name)
        : right(moment);
    }
    case "Money":
      return checkMoney(name, value);
    case "Option":
      return checkOption(name, field, value);
    case "User":
    case "Link":
      return typeof value === "number" && Number.isSafeInteger(value) && value > 0
        ? right(value)
        : wrong(
            `“${name}” has to be the id of ${field.type === "User" ? "a user" : `an item of ${field.entity ?? "another entity"}`}: a whole number above 0.`,
            name,
          );
    case "File":
      return checkFile(name, value);
  }
}

/**
 * Checks a value for a field.
 *
 * @param name of the field
 * @param value not null
 * @returns the value as it is stored: options by their id, moments in UTC, times of day with their seconds, money in
 *   text with its two decimals, everything else as it was given
 */
export function checkValue(name: string, field: Field, value: Json): Checked<Json> {
  if (field.many !== true) return checkOne(name, field, value);
  if (!Array.isArray(value)) return wrong(`“${name}” has to be a list.`, name);
  if (value.length > MOST_VALUES) return wrong(`“${name}” has more than ${MOST_VALUES} values.`, name);
  const stored: Json[] = [];
  for (const one of value) {
    const checked = checkOne(name, field, one);
    if (!checked.ok) return checked;
    stored.push(checked.value);
  }
  return right(stored);
}

function sameMoney(a: Json, b: Json): boolean {
  if (!isMoneyJson(a) || !isMoneyJson(b)) return sameNumber(a, b);
  return a.currency === b.currency && sameNumber(a.amount, b.amount);
}

function sameOne(field: Field, a: Json, b: Json): boolean {
  switch (field.type) {
    case "Number":
    case "Integer":
      return sameNumber(a, b);
    case "Money":
      return sameMoney(a, b);
    default:
      return false;
  }
}

/** Whether two stored values of a field are the same value: amounts by what they are worth, not by how they are written. */
export function sameValue(field: Field, a: Json, b: Json): boolean {
  if (JSON.stringify(a) === JSON.stringify(b)) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return sameOne(field, a, b);
  return a.length === b.length && a.every((one: Json, place) => sameValue(field, one, b[place] ?? null));
}

import { dateIn } from "../time/moments.ts";
import type { Looking } from "./ruleset.ts";
import { type Decimal, Decimal as Exact, type Maybe, type MoneyValue, RuleFailure } from "./values.ts";

/**
 * What one unit of a currency is worth in the project's currency, from a day on: `{ USD: { "2026-07-01": "0.95" } }`.
 * Days are ISO dates; the rate of a day is that of the last date not after it.
 */
export type Rates = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The rates of one currency, the newest first. */
type History = readonly { readonly from: string; readonly rate: Decimal }[];

const histories = new WeakMap<Rates, Map<string, History>>();

function historyOf(rates: Rates, currency: string): History {
  const known = histories.get(rates) ?? new Map<string, History>();
  histories.set(rates, known);
  const found = known.get(currency);
  if (found !== undefined) return found;
  const days = Object.hasOwn(rates, currency) ? Object.entries(rates[currency] ?? {}) : [];
  const history = days
    .map(([from, rate]) => ({ from, rate: new Exact(rate) }))
    .toSorted((a, b) => (a.from < b.from ? 1 : -1));
  known.set(currency, history);
  return history;
}

/** What one unit of a currency is worth in the project's currency on a day; missing where no rate is known yet. */
function rateOn(day: string, currency: string, rates: Rates): Maybe<Decimal> {
  return historyOf(rates, currency).find(({ from }) => from <= day)?.rate;
}

/**
 * An amount in the project's currency, by the rate of the day of looking in the project's zone. Throws `RuleFailure`
 * where there is none.
 */
export function worth({ amount, currency }: MoneyValue, { now, setting }: Looking): Decimal {
  if (currency === setting.currency) return amount;
  const day = dateIn(now, setting.timezone) ?? now.slice(0, 10);
  const rate = rateOn(day, currency, setting.rates);
  if (rate === undefined) throw new RuleFailure(`there is no rate for ${currency} on ${day}`);
  return amount.times(rate);
}

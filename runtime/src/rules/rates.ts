/**
 * What one unit of a currency is worth in the project's currency, from a day on: `{ USD: { "2026-07-01": "0.95" } }`.
 * Days are ISO dates; the rate of a day is that of the last date not after it.
 */
export type Rates = Readonly<Record<string, Readonly<Record<string, string>>>>;

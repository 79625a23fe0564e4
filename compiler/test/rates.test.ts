import { describe, expect, it } from "vitest";
import { programOf, shown } from "./declaration-support.ts";

/** What is found in a condition of deals, in a project that knows what francs are worth, and in its euros. */
async function foundIn(condition: string, declarations = ""): Promise<readonly string[]> {
  const text = `${declarations}on stage "New" in deals < notify("Max", title) when ${condition}; >\n`;
  return shown(await programOf(text, { rates: { CHF: { "2030-01-01": 1.05 } } }));
}

/** Conditions in which an amount cannot be told from others, by the place of the amount. */
const without: readonly (readonly [string, readonly string[]])[] = [
  ["amount > 50 USD", ["OS2119 50 USD"]],
  ["50 USD <= amount", ["OS2119 50 USD"]],
  ["amount == (50 USD)", ["OS2119 50 USD"]],
  ["amount > -50 USD", ["OS2119 50 USD"]],
  ["amount > 2 * 50 USD", ["OS2119 50 USD"]],
  ["amount in 10..50 USD", ["OS2119 50 USD"]],
  ["amount not in [10, 50 USD, 60 CHF]", ["OS2119 50 USD"]],
  ["amount + 50 USD > 100", ["OS2119 50 USD"]],
  ["(amount - 50 USD) * 2 > 100", ["OS2119 50 USD"]],
  ["amount / 50 USD > 2", ["OS2119 50 USD"]],
  ["50 USD > 10", ["OS2119 50 USD"]],
  ["50 USD > 10 JPY", ["OS2119 50 USD", "OS2119 10 JPY"]],
];

/** Conditions in which nothing has to be converted, or can be. */
const withRates: readonly string[] = [
  "amount > 50",
  "amount > 50 EUR",
  "amount > 50 CHF and paid in 10 CHF..20 EUR",
  "amount ?? 50 USD is set",
  "50 USD > 10 USD",
  "amount is set and 50 USD * 2 != 100 USD",
];

describe("an amount in a currency without a rate", () => {
  it.each(without)("is found beside others: %s", async (condition, expected) => {
    expect(await foundIn(condition)).toEqual(expected);
  });

  it("is found where it stands for a constant", async () => {
    const found = await foundIn("amount > limit", "const limit = 50 USD\n");
    expect(found).toEqual(["OS2119 limit"]);
  });

  it.each(withRates)("is no trouble: %s", async (condition) => {
    const found = await foundIn(condition);
    expect(found.filter((one) => one.startsWith("OS2119"))).toEqual([]);
  });

  it("is said in the words of the project, which is built all the same", async () => {
    const text = 'on stage "New" in deals < notify("Max", title) when amount > 50 USD; >\n';
    const program = await programOf(text);
    const [found] = program.diagnostics;
    expect(`${found?.message}; ${found?.help}`).toBe(
      "this is money in USD, and the project does not know what that is worth in EUR; " +
        'give its rate in onstage.json: `"rates": { "USD": 0.95 }`, or write it in EUR',
    );
    expect(program.ok).toBe(true);
    expect(shown(await programOf(text, { currency: "USD" }))).toEqual([]);
  });
});

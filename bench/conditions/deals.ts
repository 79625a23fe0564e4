/** A deal as it is stored, with the fields that the condition asks for. */
export interface Deal {
  readonly amount: number;
  readonly paid: number;
  readonly discount: number;
  readonly pieces: number;
  readonly probability: number;
}

/** The condition in the words of rules, with five terms. */
export const condition =
  "amount > 50000 and paid < amount and discount >= 2.5 and pieces < 90 and probability in 20..80";

/** The same in plain JavaScript, on binary fractions: nothing could be quicker. */
export function plain(deal: Deal): boolean {
  return (
    deal.amount > 50000 &&
    deal.paid < deal.amount &&
    deal.discount >= 2.5 &&
    deal.pieces < 90 &&
    deal.probability >= 20 &&
    deal.probability <= 80
  );
}

/** Deals of which about half fit, with decimals as a CRM has them; the same in every run. */
export function deals(count: number): readonly Deal[] {
  let state = 42;
  const below = (limit: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * limit);
  };
  return Array.from({ length: count }, () => ({
    amount: 48_000 + below(4_000_000) / 100,
    paid: below(5_000_000) / 100,
    discount: 2 + below(100) / 10,
    pieces: below(96),
    probability: 10 + below(75),
  }));
}

import { expect, it } from "vitest";
import { project } from "../support.ts";
import { killRounds } from "./rounds.ts";

// Ten lives of a real service; the limit is for a machine that hangs. `npm run kills -- --rounds 100` goes on for longer.
it("loses no event and sends no mail twice, killed ten times at any moment under load", {
  timeout: 300_000,
}, async () => {
  using own = project();
  const rounds = 10;
  const outcome = await killRounds(own, { rounds, life: [50, 1200], pause: 1000 });
  expect(outcome.broken).toEqual([]);
  expect(outcome.items).toBeGreaterThan(20);
  // Four mails are under way at once, however many are due.
  expect(outcome.uncertain).toBeLessThanOrEqual(4 * rounds);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRates } from "../src/service/rate.ts";

describe("the rate of calls", () => {
  it("lets no more calls through than its burst and what came back with time", () => {
    const waits = fc.array(fc.nat(3000), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), waits, (rate, pauses) => {
        let now = 0;
        const rates = createRates(() => now);
        let entered = 0;
        for (const pause of pauses) {
          now += pause;
          if (rates.take("a", rate) === 0) entered += 1;
          expect(entered).toBeLessThanOrEqual(rate * 10 + (now / 1000) * rate + 1e-6);
        }
      }),
    );
  });

  it("refuses nobody who keeps to it, and says truly when to come back", () => {
    const costs = fc.array(fc.nat(500), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), costs, (rate, spent) => {
        let now = 0;
        const rates = createRates(() => now);
        for (let call = 0; call < 100; call += 1) {
          expect(rates.take("steady", rate)).toBe(0);
          now += 1000 / rate + 0.001;
        }
        for (const cost of spent) {
          const wait = rates.take("bulk", rate);
          now += wait * 1000;
          if (wait > 0) expect(rates.take("bulk", rate)).toBe(0);
          rates.spend("bulk", cost);
        }
      }),
    );
  });
});

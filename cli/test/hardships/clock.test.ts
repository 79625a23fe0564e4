import path from "node:path";
import { expect, it } from "vitest";
import { hardship } from "./load.ts";

const HOUR = 60 * 60 * 1000;

const RULES = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link, subject: "Now: {title}");
  later: after 1 second sendEmail("Still there?", subject: "Later: {title}");
>
`;

it("a clock that is set forward and back under load loses nothing, doubles nothing, and stops nothing", {
  timeout: 120_000,
}, async () => {
  const double = path.join(import.meta.dirname, "clock-double.mjs");
  const own = await hardship();
  const offset = own.own.write("offset", "0");
  const set = (ms: number) => own.own.write("offset", String(ms));
  own.own.write("rules/kills.rules", RULES);
  const settings = { schema: "crm.schema.json", rules: ["rules/kills.rules"] };
  // A window of a minute is measured by the same clock.
  own.own.write("onstage.json", JSON.stringify({ ...settings, limits: { mail: { perMinute: 5000 } } }));
  const serving = await own.start({
    under: ["env", `CLOCK_DOUBLE=${offset}`, `NODE_OPTIONS=--import=${double}`],
  });
  own.send(() => serving);
  await own.more(20);
  set(-24 * HOUR);
  await own.more(20);
  set(2 * HOUR);
  await own.more(20);
  await own.enough();
  expect(own.refused).toEqual([]);
  // What was planned before the clock went back has waited for its moment, and is due by now.
  expect(await own.outcome(serving)).toMatchObject({ broken: [], uncertain: 0 });
  expect(serving.log()).not.toMatch(/"level":[56]0/);
});

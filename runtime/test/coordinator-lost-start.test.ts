import { expect, it } from "vitest";
import { LedgerError, openSqliteLedger } from "../src/index.ts";
import { kit, rule, ruleSet, value } from "./coordinator-kit.ts";

it("what was started is handed out although the ledger fails a moment later", async () => {
  const real = openSqliteLedger(":memory:");
  let asked = 0;
  const ledger = {
    ...real,
    dueActions: async () => {
      asked += 1;
      if (asked === 2) throw new LedgerError("failed", "disk I/O error", "…");
      return real.dueActions();
    },
  };
  const { coordinator } = kit({ ledger, rules: ruleSet("r", { on: ["New"], rules: [rule("mail")] }) });
  value(await coordinator.create("deals", { title: "Acme", stage: "New" }, "api"));
  expect((await coordinator.startDue(64)).map((call) => call.run.id)).toEqual(["deals-1-1-mail"]);
  await real.close();
});

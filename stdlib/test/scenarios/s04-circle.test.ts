import type { LoadedRuleSet } from "@onstage/runtime/rules";
import { expect, it } from "vitest";
import { calls, findingsOf, moves, notes, placed, portal, rulesOf, users } from "./kit.ts";

async function proposed(ruleSet: LoadedRuleSet) {
  const crm = portal(ruleSet, "2026-06-08 10:00");
  const deal = await placed(crm, "New");
  await crm.move(deal, "Proposal");
  await crm.advance("30 m");
  const item = (await crm.item(deal))?.item;
  return { crm, deal, stage: item?.stage, owner: item?.fields.responsible };
}

/** The same rules, but `assign` takes turns between Ben and Dora: what the compiler does not let through. */
function takingTurns(ruleSet: LoadedRuleSet): LoadedRuleSet {
  const args = ({ item }: { readonly item: { readonly responsible?: { readonly name: string } } }) => ({
    user:
      item.responsible?.name === "Ben" ? { id: users.dora, name: "Dora" } : { id: users.ben, name: "Ben" },
  });
  return {
    ...ruleSet,
    blocks: ruleSet.blocks.map((block) => ({
      ...block,
      rules: block.rules.map((rule) => (rule.action === "assign" ? { ...rule, args } : rule)),
    })),
  };
}

it("is found by the compiler: a warning where it ends, an error where it does not", async () => {
  expect(await findingsOf("s04-one-round.rules")).toEqual(["warning OS3012"]);
  expect(await findingsOf("s04-no-end.rules")).toEqual(["error OS3010"]);
  expect(await findingsOf("s04-forward-only.rules")).toEqual([]);
});

it("ends after one round where the second write changes nothing", async () => {
  const { crm, deal, stage, owner } = await proposed(await rulesOf("s04-one-round.rules"));
  expect([stage, owner]).toEqual(["PROPOSAL", users.ben]);
  expect(calls(crm, "sendEmail")).toHaveLength(1);
  expect(calls(crm, "assign")).toHaveLength(2);
  expect(
    (await crm.runs(deal)).filter(({ action }) => action === "assign").map(({ reason }) => reason),
  ).toEqual([null, "nothing to change: the item has these values already"]);
  const byRules = (await crm.history(deal)).filter(({ kind, by }) => kind !== "created" && by !== "event");
  expect(byRules.map(({ kind, to, fields }) => to ?? `${kind} ${Object.keys(fields ?? {})}`)).toEqual([
    "updated responsible",
    "Qualified",
    "Proposal",
  ]);
});

it("ends by the budget of 20 changes an hour where every write changes something, with one alert", async () => {
  const { crm, deal, stage, owner } = await proposed(takingTurns(await rulesOf("s04-one-round.rules")));
  expect([stage, owner]).toEqual(["QUALIFIED", users.ben]);
  expect(calls(crm, "sendEmail")).toHaveLength(7);
  const failed = (await crm.runs(deal)).filter(({ status }) => status === "failed");
  expect(failed).toMatchObject([{ action: "changeStage" }]);
  expect(failed[0]?.reason).toBe(
    "stopped after 20 changes by rules within an hour: Proposal → responsible → Qualified → Proposal …",
  );
  expect(await notes(crm)).toEqual([failed[0]?.reason]);
});

it("does not begin where the trigger may not move back", async () => {
  const { crm, deal, stage } = await proposed(await rulesOf("s04-forward-only.rules"));
  expect(stage).toBe("PROPOSAL");
  expect(calls(crm, "sendEmail")).toEqual([]);
  expect(await moves(crm, deal)).toHaveLength(1);
  expect(await notes(crm)).toEqual([
    "fieldChanged(responsible): not moved: would go back from Proposal to Qualified",
  ]);
});

/** What answers hold. They may hold more one day: a client takes what it knows. */
import {
  aFlag,
  aMoment,
  anOpenObject,
  anything,
  aText,
  aWhole,
  listOf,
  named,
  oneOf,
  orNull,
} from "./schema.ts";

export const runStatuses = ["waiting", "running", "done", "failed", "skipped", "cancelled"] as const;

export const aProblem = named(
  "Problem",
  anOpenObject(
    {
      type: aText({ examples: ["about:blank"] }),
      title: aText({ examples: ["Not Found"] }),
      status: aWhole({ minimum: 400, maximum: 599 }),
      detail: aText({ description: "A sentence that says what is wrong." }),
    },
    {
      field: aText({
        description: "The part of the request that is wrong.",
        examples: ["[3].payload.stage"],
      }),
      errors: { json: { description: "Several things that are wrong." } },
    },
    { description: "A problem document (RFC 9457)." },
  ),
);

export const aTurn = anOpenObject({
  number: aWhole({ minimum: 1 }),
  due: aMoment,
  ended: aMoment,
  status: oneOf(["done", "skipped"]),
  reason: orNull(aText()),
});

export const aRun = named(
  "Run",
  anOpenObject(
    {
      id: aText({ examples: ["deals-42-1-link"] }),
      item: aText({ examples: ["deals/42"] }),
      stage: aText({ description: "Title of the stage; empty where the item was in none." }),
      visit: aWhole({ minimum: 0 }),
      rule: aText(),
      action: aText(),
      status: oneOf(runStatuses),
      due: orNull(aMoment),
      started: orNull(aMoment),
      ended: orNull(aMoment),
      args: { json: { type: ["object", "null"] } },
      result: anything,
      reason: orNull(aText({ description: "Why, whenever it is not done; what a waiting run waits for." })),
      attempts: aWhole({ minimum: 0 }),
      uncertain: { json: { ...aFlag.json, description: "Whether a person has to say what became of it." } },
      source: anOpenObject({ file: aText(), line: aWhole({ minimum: 0 }) }),
    },
    {
      cause: aText({ description: "The event or the calendar block that it goes back to." }),
      as: anOpenObject({ id: aWhole(), name: aText() }, {}, { description: "In whose name it acts." }),
      turns: listOf(aTurn, { description: "The times that a rule which repeats has had its moment before." }),
    },
    { description: "One rule in one visit, or on one occasion." },
  ),
);

export const anItem = named(
  "Item",
  anOpenObject(
    { id: aWhole({ minimum: 1 }), entity: aText({ examples: ["deals"] }) },
    { pipeline: aText({ description: "Its title." }), stage: aText({ description: "Its title." }) },
    { description: "An item: its fields, by their names, beside what is named here." },
  ),
);

export const aWholeItem = named(
  "ItemWithRuns",
  anOpenObject(
    {
      id: aWhole({ minimum: 1 }),
      entity: aText(),
      visits: listOf(
        anOpenObject({
          visit: aWhole({ minimum: 1 }),
          stage: aText(),
          entered: aMoment,
          left: orNull(aMoment),
          runs: listOf(aRun),
        }),
      ),
      runs: listOf(aRun, { description: "Those of events and of the calendar outside of visits." }),
    },
    { pipeline: aText(), stage: aText() },
    { description: "An item with its visits and their runs." },
  ),
);

export const aReceipt = named(
  "Receipt",
  anOpenObject(
    { id: aText(), status: oneOf(["accepted", "duplicate", "refused"]) },
    { reason: aText({ description: "Why it was refused." }) },
    { description: "What became of an event." },
  ),
);

export const aRuleSet = named(
  "RuleSet",
  anOpenObject({
    hash: aText({ pattern: "^[0-9a-f]{64}$" }),
    current: { json: { ...aFlag.json, description: "Whether new visits take it." } },
    since: aMoment,
  }),
);

export const aStatus = anOpenObject({ status: oneOf(["ok"]) });

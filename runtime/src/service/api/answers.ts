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

export const signs = ["done", "failed", "waiting", "skipped"] as const;

/** Why something is as it is, as data. */
export const aWhy = named(
  "Why",
  anOpenObject(
    { code: aText({ examples: ["condition"] }) },
    {},
    { description: "The reason as data: a code that stays what it is, and what goes with it." },
  ),
);

const aSource = anOpenObject({ file: aText(), line: aWhole({ minimum: 0 }) });

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
      sign: oneOf(signs, { description: "The sign on a card of the CRM: check, attention, clock, none." }),
      due: orNull(aMoment),
      started: orNull(aMoment),
      ended: orNull(aMoment),
      args: { json: { type: ["object", "null"] } },
      result: anything,
      reason: orNull(aText({ description: "Why, whenever it is not done; what a waiting run waits for." })),
      why: aWhy,
      saw: orNull(
        listOf(
          anOpenObject({
            text: aText({ examples: ["amount > 50000"] }),
            holds: { json: { type: ["boolean", "null"] } },
            values: { json: { type: "object", additionalProperties: { type: ["string", "null"] } } },
          }),
          { description: "What its condition saw when it was last looked at." },
        ),
      ),
      attempts: aWhole({ minimum: 0 }),
      uncertain: { json: { ...aFlag.json, description: "Whether a person has to say what became of it." } },
      source: aSource,
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

export const anActivity = named(
  "Activity",
  anOpenObject(
    {
      id: aWhole({ minimum: 1 }),
      kind: aText({ examples: ["task"] }),
      title: aText(),
      text: orNull(aText()),
      who: orNull(aWhole({ description: "Id of the user who is to do it, or who says it." })),
      by: aText({ description: "Id of the run that has made it." }),
      stage: orNull(aText({ description: "Id of the stage whose rules have made it." })),
      created: aMoment,
      deadline: orNull(aMoment),
      closed: orNull(aMoment),
      closedBy: orNull(
        aText({ description: "A run, a person, or `left`: the item has left the stage it was kept for." }),
      ),
      data: anOpenObject({}),
    },
    {},
    { description: "A record on the timeline of an item." },
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
          idle: listOf(
            anOpenObject({
              rule: aText(),
              action: aText(),
              sign: oneOf(signs),
              reason: aText(),
              why: aWhy,
              source: aSource,
            }),
            { description: "Rules of the stage that never run, and why." },
          ),
        }),
      ),
      runs: listOf(aRun, { description: "Those of events and of the calendar outside of visits." }),
      notes: listOf(anOpenObject({ at: aMoment, by: aText(), reason: aText() }, { why: aWhy }), {
        description:
          "What did not happen and why, such as a move that a trigger might not make; and which items its rules have made.",
      }),
      activities: listOf(anActivity, {
        description: "The latest records on its timeline, oldest first: tasks, calls, comments.",
      }),
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
    previous: { json: { ...aFlag.json, description: "Whether a rollback goes back to it." } },
    since: aMoment,
    by: orNull(aText({ description: "Who made it the current one." })),
    visits: aWhole({ minimum: 0, description: "Open visits that began with it." }),
    runs: aWhole({ minimum: 0, description: "Runs of it that wait or run." }),
  }),
);

export const aStatus = anOpenObject({ status: oneOf(["ok"]) });

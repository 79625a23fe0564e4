/** What answers hold about rules and plans. */
import { aWhy } from "./answers.ts";
import {
  aFlag,
  aMoment,
  anOpenObject,
  aText,
  aWhole,
  listOf,
  named,
  oneOf,
  orNull,
  type Schema,
} from "./schema.ts";

const aSource = anOpenObject({ file: aText(), line: aWhole({ minimum: 0 }) });
const aCount = aWhole({ minimum: 0 });
const aKey = aText({ description: "What the rule is known by over several builds." });

const aRuleLine = named(
  "RuleLine",
  anOpenObject({
    key: aKey,
    rule: aText(),
    action: aText(),
    on: aText({ examples: ["deals: Wait for payment"] }),
    source: aSource,
  }),
);

function differences<T>(line: Schema<T>) {
  return anOpenObject({ added: listOf(line), removed: listOf(line), changed: listOf(line), same: aCount });
}

export const aDeployPlan = named(
  "DeployPlan",
  anOpenObject(
    {
      from: aText({ description: "Hash of the current rule set." }),
      to: aText({ description: "Hash of the build." }),
      rules: differences(aRuleLine),
      triggers: differences(aText()),
      settings: listOf(aText(), { description: "What else is different." }),
      replans: { json: { ...aFlag.json, description: "Whether what waits for a moment is planned anew." } },
      visits: aWhole({
        minimum: 0,
        description: "Open visits, which stay with the rules that they began with.",
      }),
      waiting: listOf(
        anOpenObject({ key: aKey, rule: aText(), runs: aCount, then: oneOf(["same", "changed", "removed"]) }),
        { description: "What waits now, which stays as it is, and what the build has in its place." },
      ),
      disabled: listOf(aKey, { description: "Rules of the build that are disabled, and stay so." }),
    },
    {},
    { description: "What a build would change, if it were deployed now." },
  ),
);

const ofRule = {
  key: aKey,
  rule: aText(),
  place: orNull(
    anOpenObject({ action: aText(), source: aSource, on: aText(), description: orNull(aText()) }),
  ),
  disabled: orNull(anOpenObject({ at: aMoment, by: aText() })),
  waiting: aWhole({ minimum: 0, description: "How many of its runs wait." }),
};

export const aRule = named("Rule", anOpenObject(ofRule));

export const aSwitchedRule = named(
  "SwitchedRule",
  anOpenObject({
    ...ofRule,
    already: { json: { ...aFlag.json, description: "Whether it was so before, and nothing has changed." } },
  }),
);

export const anEnrollmentPlan = named(
  "EnrollmentPlan",
  anOpenObject({
    rule: aRuleLine,
    ruleSet: aText(),
    digest: aText({ description: "Names exactly this plan." }),
    items: listOf(
      anOpenObject({
        item: aText({ examples: ["deals/42"] }),
        visit: aWhole({ minimum: 1 }),
        at: orNull(aMoment),
        late: aFlag,
        would: oneOf(["run", "skip", "fail", "unknown"]),
        args: { json: { type: ["object", "null"] } },
        reason: orNull(aText()),
        why: orNull(aWhy),
      }),
    ),
    more: { json: { ...aFlag.json, description: "Whether there are more items than one plan holds." } },
  }),
);

export const anEnrolled = anOpenObject({
  items: aWhole({ minimum: 0, description: "How many items have got the rule." }),
  changed: listOf(aText(), { description: "Items that changed meanwhile, and were left out." }),
  already: { json: { ...aFlag.json, description: "Whether the plan had been applied before." } },
});

export const aDeed = anOpenObject({
  at: aMoment,
  what: oneOf(["disable", "enable", "enroll"]),
  subject: aKey,
  by: aText(),
  data: { json: { type: ["object", "null"] } },
});

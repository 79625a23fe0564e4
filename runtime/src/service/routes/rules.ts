import { limit } from "../api/parameters.ts";
import { aDeed, anEnrolled, anEnrollmentPlan, aRule, aSwitchedRule } from "../api/plans.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, anOpenObject, aText, listOf } from "../api/schema.ts";
import { problemOf, refuse } from "../problem.ts";
import type { RouteParts } from "./parts.ts";

const tag = "Rules";

const ofRule = anObject({
  key: aText({
    minLength: 1,
    maxLength: 500,
    examples: ["rules/pay.rules#deals/sales/PAY#link"],
    description: "Key of a rule, or its name where no other rule has it.",
  }),
});

/** Rules in the running service: disabled, enabled, and given to existing items. */
export function ruleRoutes({ coordinator }: RouteParts): readonly Route[] {
  const switches = (what: "disable" | "enable", summary: string, description: string): Route =>
    route({
      method: "POST",
      path: `/v1/rules/{key}/${what}`,
      scope: "admin",
      tag,
      summary,
      description,
      params: ofRule,
      answers: { 200: { description: "The rule as it is then.", schema: aSwitchedRule } },
      problems: [404, 409],
      handle: async ({ params, caller, reply }) => {
        const done =
          what === "disable"
            ? await coordinator.disableRule(params.key, caller.by)
            : await coordinator.enableRule(params.key, caller.by);
        return done.ok ? reply.send(done.value) : refuse(reply, problemOf(done));
      },
    });

  return [
    route({
      method: "GET",
      path: "/v1/rules",
      scope: "runs:read",
      tag,
      summary: "lists the rules, which of them are disabled, and how many runs of each wait",
      answers: { 200: { description: "Them.", schema: anOpenObject({ rules: listOf(aRule) }) } },
      handle: async ({ reply }) => reply.send({ rules: await coordinator.rules() }),
    }),
    switches(
      "disable",
      "disables a rule",
      "What waits of it is held, and what is made of it later too; nothing is lost. What runs ends.",
    ),
    switches(
      "enable",
      "enables a rule again",
      "What was held is planned anew: what is late by then runs, or is skipped where the rule says so.",
    ),
    route({
      method: "POST",
      path: "/v1/rules/{key}/enroll/plan",
      scope: "admin",
      tag,
      summary: "says what enrolling the items in the stage of a rule would do, and does nothing",
      params: ofRule,
      answers: { 200: { description: "Who, when and what.", schema: anEnrollmentPlan } },
      problems: [404, 409, 422],
      handle: async ({ params, reply }) => {
        const planned = await coordinator.planEnrollment(params.key);
        return planned.ok ? reply.send(planned.value) : refuse(reply, problemOf(planned));
      },
    }),
    route({
      method: "POST",
      path: "/v1/rules/{key}/enroll",
      scope: "admin",
      tag,
      summary: "enrolls items into a rule, just as a plan says",
      description: "409 where something has changed since the plan was made, and what.",
      params: ofRule,
      body: anObject({
        digest: aText({
          pattern: "^[0-9a-f]{64}$",
          description: "That of the plan.",
          examples: ["0".repeat(64)],
        }),
      }),
      answers: { 200: { description: "What was done.", schema: anEnrolled } },
      problems: [404, 409, 422],
      handle: async ({ params, body, caller, reply }) => {
        const done = await coordinator.applyEnrollment(params.key, body.digest, caller.by);
        return done.ok ? reply.send(done.value) : refuse(reply, problemOf(done));
      },
    }),
    route({
      method: "GET",
      path: "/v1/deeds",
      scope: "admin",
      tag,
      summary: "lists what people did with rules, the latest first",
      query: anObject({}, { limit }),
      answers: { 200: { description: "It.", schema: anOpenObject({ deeds: listOf(aDeed) }) } },
      handle: async ({ query, reply }) => reply.send({ deeds: await coordinator.deeds(query.limit ?? 100) }),
    }),
  ];
}

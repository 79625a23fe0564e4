import { momentText } from "../api/parameters.ts";
import { type Route, route } from "../api/route.ts";
import {
  aMoment,
  anObject,
  anOpenObject,
  aText,
  aWhole,
  listOf,
  named,
  oneOf,
  orNull,
} from "../api/schema.ts";
import { problem, refuse } from "../problem.ts";
import { readMoment, wrong } from "../request.ts";
import { scopes } from "../scopes.ts";
import { mostTokens } from "../tokens.ts";
import type { RouteParts } from "./parts.ts";

const tag = "Tokens";
/** Calls a second of a token of which nothing else is said. */
const usualRate = 200;

const name = aText({
  pattern: "^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}$",
  description: "Who it is for: letters, digits, spaces, `.`, `_` and `-`. The history shows it.",
  examples: ["crm"],
});

const aToken = named(
  "Token",
  anOpenObject({
    id: aText({ pattern: "^[0-9a-f]{16}$" }),
    name,
    scopes: listOf(oneOf(scopes)),
    rate: aWhole({ minimum: 1, description: "Calls a second." }),
    created: aMoment,
    used: orNull(aText({ format: "date-time", description: "The hour in which it was last used." })),
    expires: orNull(aMoment),
  }),
);

/** Tokens: made, listed and taken back. */
export function tokenRoutes({ tokens, now }: RouteParts): readonly Route[] {
  return [
    route({
      method: "GET",
      path: "/v1/tokens",
      scope: "admin",
      tag,
      summary: "lists the tokens that were made",
      answers: {
        200: { description: "Without their secrets.", schema: anOpenObject({ tokens: listOf(aToken) }) },
      },
      handle: ({ reply }) => reply.send({ tokens: tokens.list() }),
    }),
    route({
      method: "POST",
      path: "/v1/tokens",
      scope: "admin",
      tag,
      summary: "makes a token",
      body: anObject(
        { name, scopes: listOf(oneOf(scopes), { minItems: 1, uniqueItems: true }) },
        {
          expires: momentText("When it ends."),
          rate: aWhole({
            minimum: 1,
            maximum: 50_000,
            default: usualRate,
            description:
              "Calls a second; ten seconds' worth of them may come at once. A hundred events of a bulk are one.",
          }),
        },
      ),
      answers: {
        201: {
          description: "`secret` is the token itself. It is shown this once, and not kept.",
          schema: anOpenObject({ token: aToken, secret: aText() }),
        },
      },
      problems: [409],
      handle: async ({ body, reply }) => {
        const ends = body.expires === undefined ? undefined : readMoment(body.expires, "expires");
        if (ends && !ends.ok) return refuse(reply, ends.problem);
        const expires = ends?.value ?? null;
        if (expires !== null && Date.parse(expires) <= now()) {
          return refuse(
            reply,
            wrong("expires", `"expires" has to be a moment that is still to come.`).problem,
          );
        }
        const made = await tokens.create({ rate: usualRate, ...body, expires });
        if (typeof made !== "string") return reply.code(201).send(made);
        const detail =
          made === "taken"
            ? `There is a token named “${body.name}” already. Choose another name, or take that one back first.`
            : `There are ${mostTokens} tokens already. Take back those that nobody uses.`;
        return refuse(reply, problem(409, detail, { field: "name" }));
      },
    }),
    route({
      method: "DELETE",
      path: "/v1/tokens/{id}",
      scope: "admin",
      tag,
      summary: "takes a token back",
      description: "From the answer on it is worth nothing.",
      params: anObject({ id: aText({ minLength: 1, maxLength: 100 }) }),
      answers: { 200: { description: "The token as it was.", schema: aToken } },
      problems: [404],
      handle: async ({ params, reply }) => {
        const revoked = await tokens.revoke(params.id);
        return revoked ? reply.send(revoked) : refuse(reply, problem(404, "There is no token of this id."));
      },
    }),
  ];
}

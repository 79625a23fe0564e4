import { docsPage, docsPolicy } from "../api/docs-page.ts";
import { openApi } from "../api/openapi.ts";
import { type Route, route } from "../api/route.ts";
import { anOpenObject, aText } from "../api/schema.ts";

const tag = "This document";

/** What can be called, for programs and for people. It says nothing of what the service holds, so that any token will do. */
export function docsRoutes(others: readonly Route[]): readonly Route[] {
  const routes: readonly Route[] = [
    ...others,
    route({
      method: "GET",
      path: "/openapi.json",
      scope: "any",
      tag,
      summary: "this document, for programs",
      answers: {
        200: {
          description: "OpenAPI 3.1.",
          schema: anOpenObject({ openapi: aText({ pattern: "^3\\.1\\." }) }),
        },
      },
      handle: ({ reply }) => reply.type("application/json").send(document()),
    }),
    route({
      method: "GET",
      path: "/docs",
      scope: "any",
      tag,
      summary: "this document, for people",
      answers: { 200: { description: "A page that loads nothing and runs nothing.", type: "text/html" } },
      handle: ({ reply }) =>
        reply
          .type("text/html; charset=utf-8")
          .header("content-security-policy", docsPolicy)
          .header("referrer-policy", "no-referrer")
          .send(page()),
    }),
  ];
  const document = once(() => JSON.stringify(openApi(routes, "1.0")));
  const page = once(() => docsPage(routes));
  return routes;
}

/** Makes something when it is first asked for, and keeps it. */
function once(make: () => string): () => string {
  let made: string | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

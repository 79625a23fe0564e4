import { connectLive } from "../../watching/live-connection.ts";
import { readPlace } from "../../watching/live-id.ts";
import { runStatuses } from "../api/answers.ts";
import { itemText } from "../api/parameters.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, aText, oneOf } from "../api/schema.ts";
import { problem, refuse } from "../problem.ts";
import { readRef, wrong } from "../request.ts";
import type { RouteParts } from "./parts.ts";

export const streamPath = "/v1/stream";

/** How many may watch at a time: each may have messages waiting. */
const mostClients = 100;

const filter = anObject(
  {},
  {
    item: itemText,
    rule: aText({ minLength: 1, maxLength: 500, description: "Name of a rule: runs of it, and no items." }),
    status: oneOf(runStatuses, { description: "Runs that stand so, and no items." }),
  },
);

/** Live changes, as server-sent events. */
export function streamRoutes({ coordinator, live, metrics, stream }: RouteParts): readonly Route[] {
  let clients = 0;
  return [
    route({
      method: "GET",
      path: streamPath,
      scope: "runs:read",
      tag: "Runs",
      summary: "tells of changes as they happen, as server-sent events",
      description:
        "Events: `item` (a change of an item), `run` (a run as it stands by now), `ready` (what was missed has been told), `gap` (not all that was missed can be told) and `end` (why the connection ends). Come back with the header `Last-Event-ID`.",
      query: filter,
      answers: { 200: { description: "Events, until one side ends it.", type: "text/event-stream" } },
      problems: [503],
      handle: async ({ query, caller, request, reply }) => {
        const ref = query.item === undefined ? undefined : readRef(query.item, "item");
        if (ref && !ref.ok) return refuse(reply, ref.problem);
        const id = request.headers["last-event-id"];
        const from = typeof id === "string" && id !== "" ? readPlace(id) : undefined;
        if (typeof id === "string" && id !== "" && from === undefined) {
          return refuse(reply, wrong("Last-Event-ID", "This is the id of no event of this stream.").problem);
        }
        if (clients >= mostClients || live.stopped()) {
          const why = live.stopped() ? "The service stops." : `As many as ${mostClients} watch already.`;
          return refuse(reply, problem(503, `${why} Try again later.`));
        }
        clients += 1;
        metrics.streamOpened();
        reply.hijack();
        const { raw } = reply;
        for (const [name, value] of Object.entries(reply.getHeaders())) {
          if (value !== undefined) raw.setHeader(name, value);
        }
        raw.writeHead(200, {
          "content-type": "text/event-stream; charset=utf-8",
          // Proxies that collect an answer before they hand it on would hold it for ever.
          "x-accel-buffering": "no",
        });
        raw.write("retry: 2000\n\n");
        await connectLive({
          response: raw,
          live,
          filter: { item: ref?.value, rule: query.rule, status: query.status },
          from,
          changesAfter: coordinator.changesAfter,
          holds: caller.holds,
          ended: (how) => {
            clients -= 1;
            metrics.streamEnded(how);
          },
          settings: stream,
        });
        return reply;
      },
    }),
  ];
}

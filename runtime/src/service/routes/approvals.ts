import { createHash } from "node:crypto";
import type { FastifyReply } from "fastify";
import { approvalSign } from "../../actions/approval-path.ts";
import { keyOf } from "../../engine/call.ts";
import type { Run } from "../../engine/state.ts";
import { weekdayText } from "../../time/plan-text.ts";
import { runId } from "../api/parameters.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, aText, aWhole, oneOf } from "../api/schema.ts";
import { type ApprovalPage, approvalPage, approvalPolicy } from "../approval-page.ts";
import { isSame } from "../hooks/hook.ts";
import { problem, refuse } from "../problem.ts";
import { createRates } from "../rate.ts";
import { right, wrong } from "../request.ts";
import type { RouteParts } from "./parts.ts";

const tag = "Approvals";
/** Calls a second, by all who have links. */
const rate = 50;

const query = anObject({
  by: aWhole({ minimum: 1, description: "Id of the user who was asked." }),
  sign: aText({ minLength: 1, maxLength: 100, description: "What proves that the link is whole." }),
});
const shared = {
  path: "/v1/approvals/{run}",
  scope: "open",
  tag,
  params: anObject({ run: runId }),
  query,
  problems: [404, 429],
} as const;

type Decision = "approved" | "rejected";

function readDecision(body: unknown) {
  const form = new URLSearchParams(Buffer.isBuffer(body) ? body.toString("latin1") : "");
  const decision = (["approved", "rejected"] as const).find((one) => one === form.get("decision"));
  return decision === undefined
    ? wrong("decision", "“decision” has to be approved or rejected.")
    : right(decision);
}

/** What became of a request that nobody can answer any more. */
function overText({ status, result, reason }: Run): string {
  if (status !== "done") return `Nothing waits for an answer any more: ${reason ?? status}.`;
  if (result === "approved") return "It was approved.";
  if (result === "rejected") return "It was rejected.";
  return `The answer came too late: ${reason ?? "time was over"}.`;
}

/** The page on which somebody answers a request for approval: whoever has the link may, without a token. */
export function approvalRoutes({ coordinator, linkKey, now, ruleSets }: RouteParts): readonly Route[] {
  const rates = createRates(() => performance.now());

  /** The run of a link; undefined where the link was not made for it. */
  async function requestOf(id: string, user: number, sign: string): Promise<Run | undefined> {
    const run = await coordinator.run(id);
    const key = run === null ? "" : keyOf(run);
    // Compared in any case, so that the time does not say which runs there are.
    const isWhole = isSame(sign, approvalSign(linkKey, { key, user }));
    return run !== null && isWhole ? run : undefined;
  }

  async function show(run: Run, user: number, reply: FastifyReply): Promise<FastifyReply> {
    const view = await coordinator.item(run.item);
    const title = view?.item.fields.title;
    const { schema, timezone } = ruleSets.current();
    const until = run.awaits?.kind === "events" ? run.awaits.until : null;
    const isOpen =
      run.status === "waiting" && run.waits === "event" && (until === null || Date.parse(until) >= now());
    const isOver = run.status === "waiting" ? "The answer comes too late." : overText(run);
    const page: ApprovalPage = {
      item: typeof title === "string" ? title : `${run.item.entity}/${run.item.id}`,
      text: typeof run.args?.text === "string" ? run.args.text : "",
      who: schema.users?.find(({ id }) => id === user)?.name ?? "",
      state: isOpen ? { open: until && weekdayText(until, timezone) } : { over: isOver },
    };
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", approvalPolicy)
      .header("referrer-policy", "no-referrer")
      .send(approvalPage(page));
  }

  function tooMany(reply: FastifyReply): FastifyReply | undefined {
    const wait = rates.take("approvals", rate);
    if (wait <= 0) return undefined;
    reply.header("retry-after", String(wait));
    return refuse(reply, problem(429, `Too many people answer at the moment; try again in ${wait} s.`));
  }

  const notThere = (reply: FastifyReply) =>
    refuse(reply, problem(404, "There is no such request, or its link is not whole."));

  /** The event by which an answer comes to its run: the same answer again changes nothing. */
  async function answer(run: Run, by: number, decision: Decision): Promise<void> {
    const key = keyOf(run);
    const id = createHash("sha256")
      .update(JSON.stringify([key, by, decision]))
      .digest("hex");
    await coordinator.receive({
      id: `approval:${id}`,
      type: "approvalAnswered",
      item: `${run.item.entity}/${run.item.id}`,
      payload: { request: key, by, decision },
    });
  }

  return [
    route({
      ...shared,
      method: "GET",
      summary: "shows a request for approval to the person who was asked",
      description: "The address stands in the mail to that person. Opening it decides nothing.",
      answers: {
        200: { description: "A page with the request, and its answer or two buttons.", type: "text/html" },
      },
      handle: async ({ params, query: { by, sign }, reply }) => {
        const refused = tooMany(reply);
        if (refused !== undefined) return refused;
        const run = await requestOf(params.run, by, sign);
        return run === undefined ? notThere(reply) : show(run, by, reply);
      },
    }),
    route({
      ...shared,
      method: "POST",
      summary: "answers a request for approval, as the event approvalAnswered",
      description: "The first answer counts.",
      takes: ["application/x-www-form-urlencoded"],
      readBody: readDecision,
      bodyShown: anObject({ decision: oneOf(["approved", "rejected"]) }),
      bodyLimit: 1024,
      answers: { 200: { description: "The page with what was decided.", type: "text/html" } },
      handle: async ({ params, query: { by, sign }, body, reply }) => {
        const refused = tooMany(reply);
        if (refused !== undefined) return refused;
        const run = await requestOf(params.run, by, sign);
        if (run === undefined) return notThere(reply);
        await answer(run, by, body);
        return show((await coordinator.run(run.id)) ?? run, by, reply);
      },
    }),
  ];
}

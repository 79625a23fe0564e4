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
/** Calls a second for one request, and for all links together that were not made here. */
const rate = { request: 5, strange: 50 };

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

const answered = "approvalAnswered";
const decisions = ["approved", "rejected"] as const;
type Decision = (typeof decisions)[number];

function isDecision(value: unknown): value is Decision {
  return decisions.some((one) => one === value);
}

function readDecision(body: unknown) {
  const form = new URLSearchParams(Buffer.isBuffer(body) ? body.toString("latin1") : "");
  const decision = form.get("decision");
  return isDecision(decision)
    ? right(decision)
    : wrong("decision", "“decision” has to be approved or rejected.");
}

/** What became of a request that nobody can answer any more: in words for whoever has the link, who may be anybody. */
function overText({ status, result }: Run): string {
  switch (status) {
    case "done":
      if (result === "approved") return "It was approved.";
      if (result === "rejected") return "It was rejected.";
      return "The answer came too late: nobody waits for it any more.";
    case "failed":
      return "The request was not completed, so no answer counts. Please ask whoever sent it.";
    case "waiting":
    case "running":
    case "skipped":
    case "cancelled":
      return "Nothing waits for an answer any more.";
  }
}

/** Whether the run is to wait for what comes, and hears it already: its action is under way, or is tried again. */
function isHearing({ status, waits, tries }: Run): boolean {
  return status === "running" || (status === "waiting" && waits === "attempt" && tries > 0);
}

/** What a run has heard before it could wait for it: the first answer is the one that will count. */
function heardBy(run: Run): string | undefined {
  const heard = run.awaits?.kind === "heard" ? run.awaits.events : [];
  const first = heard.find(
    ({ type, payload }) =>
      type === answered && payload.request === keyOf(run) && isDecision(payload.decision),
  );
  return first && `The answer “${String(first.payload.decision)}” was taken.`;
}

/** Until when an answer counts, or what became of the request. */
function stateOf(run: Run, now: number, timezone: string): ApprovalPage["state"] {
  if (isHearing(run)) {
    const taken = heardBy(run);
    return taken === undefined ? { open: null } : { over: taken };
  }
  if (run.status !== "waiting" || run.waits !== "event") return { over: overText(run) };
  const until = run.awaits?.kind === "events" ? run.awaits.until : null;
  if (until === null) return { open: null };
  return Date.parse(until) >= now
    ? { open: weekdayText(until, timezone) }
    : { over: "The answer comes too late." };
}

type Opened = { readonly run: Run } | { readonly refused: FastifyReply };

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
    const page: ApprovalPage = {
      item: typeof title === "string" ? title : `${run.item.entity}/${run.item.id}`,
      text: typeof run.args?.text === "string" ? run.args.text : "",
      who: schema.users?.find(({ id }) => id === user)?.name ?? "",
      state: stateOf(run, now(), timezone),
    };
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", approvalPolicy)
      .header("referrer-policy", "no-referrer")
      .send(approvalPage(page));
  }

  /** The run of a link; otherwise the refusal. What is not signed by the service keeps nobody from what is. */
  async function opened(id: string, user: number, sign: string, reply: FastifyReply): Promise<Opened> {
    const run = await requestOf(id, user, sign);
    const wait =
      run === undefined ? rates.take("strange", rate.strange) : rates.take(`run ${run.id}`, rate.request);
    if (wait > 0) {
      reply.header("retry-after", String(wait));
      const detail = `Too many people answer at the moment; try again in ${wait} s.`;
      return { refused: refuse(reply, problem(429, detail)) };
    }
    if (run !== undefined) return { run };
    return { refused: refuse(reply, problem(404, "There is no such request, or its link is not whole.")) };
  }

  /** The event by which an answer comes to its run: the same answer again changes nothing. */
  async function answer(run: Run, by: number, decision: Decision): Promise<void> {
    const key = keyOf(run);
    const id = createHash("sha256")
      .update(JSON.stringify([key, by, decision]))
      .digest("hex");
    await coordinator.receive({
      id: `approval:${id}`,
      type: answered,
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
        const link = await opened(params.run, by, sign, reply);
        return "refused" in link ? link.refused : show(link.run, by, reply);
      },
    }),
    route({
      ...shared,
      method: "POST",
      summary: "answers a request for approval, as the event approvalAnswered",
      description: "The first answer counts.",
      takes: ["application/x-www-form-urlencoded"],
      readBody: readDecision,
      bodyShown: anObject({ decision: oneOf(decisions) }),
      bodyLimit: 1024,
      answers: { 200: { description: "The page with what was decided.", type: "text/html" } },
      handle: async ({ params, query: { by, sign }, body, reply }) => {
        const link = await opened(params.run, by, sign, reply);
        if ("refused" in link) return link.refused;
        const { run } = link;
        await answer(run, by, body);
        return show((await coordinator.run(run.id)) ?? run, by, reply);
      },
    }),
  ];
}

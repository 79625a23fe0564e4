/**
 * Shows what Onstage does, from a rule to a mail: the service with the rules of this folder, a mail catcher and a
 * payment provider on loopback, and two sample deals. `npm start` in the root runs it; Ctrl-C ends it.
 */
import { randomBytes } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Service,
  ServiceError,
  type ServiceEvent,
  type ServiceOptions,
  startService,
} from "@onstage/runtime/service";
import {
  type CaughtMail,
  type MailCatcher,
  renderTimeline,
  startMailCatcher,
  startPaymentDesk,
  timelineOfVisits,
} from "@onstage/stdlib/testing";
import { buildProject, colorsFor, printBuildFindings, reloadFrom, timelineStyle } from "onstage";
import { type Api, apiOf, type ItemAnswer } from "./demo-api.ts";

const project = import.meta.dirname;
const state = path.join(project, ".onstage");
const shownState = path.relative(process.cwd(), state);
const colors = colorsFor(process.stdout);
const say = (...lines: readonly string[]): void => void process.stdout.write(`${lines.join("\n")}\n`);
const indented = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === "" ? "" : `  ${line}`));
const heading = (text: string): void => say("", colors.bold(text), "");

/** The admin token of this demo: made once, readable by its owner alone, and never printed. */
function demoToken(): string {
  const given = process.env.ONSTAGE_TOKEN;
  if (given !== undefined && given !== "") return given;
  const file = path.join(state, "token");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

/** Starts the service on its usual port, or on any other where that is taken. */
async function startOnFreePort(options: Omit<ServiceOptions, "port">): Promise<Service> {
  try {
    return await startService({ ...options, port: 4400 });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "port-taken") throw error;
    say("Port 4400 is taken, so the service listens on another.");
    return startService({ ...options, port: 0 });
  }
}

const hasEnded = (item: ItemAnswer): boolean =>
  item.visits.every((visit) => visit.runs.every((run) => run.ended !== null));

async function showTimeline(item: string, api: Api): Promise<void> {
  const { visits } = await api.item(item);
  say(...indented(renderTimeline(timelineOfVisits(item, visits), timelineStyle(colors))), "");
}

function showMail(mail: CaughtMail): void {
  const head = [`From:    ${mail.from}`, `To:      ${mail.to.join(", ")}`, `Subject: ${mail.subject}`];
  say(
    ...indented(
      [...head, "", ...mail.text.trimEnd().split("\n")].map((line) => `${colors.dim("│")} ${line}`),
    ),
    "",
  );
}

/** Whether anything is left to run; asked again whenever the service says that something has happened. */
function waiter(): {
  readonly onEvent: (event: ServiceEvent) => void;
  readonly until: (done: () => Promise<boolean>) => Promise<void>;
} {
  let happened = Promise.withResolvers<void>();
  return {
    onEvent: () => {
      const before = happened;
      happened = Promise.withResolvers<void>();
      before.resolve();
    },
    until: async (done) => {
      for (let next = happened.promise; !(await done()); next = happened.promise) await next;
    },
  };
}

async function showEarlier(api: Api): Promise<void> {
  const earlier = await api.list("deals");
  if (earlier.length === 0) return;
  heading(`From earlier starts, ${earlier.length} deals are still here:`);
  say(...indented(earlier.slice(-6).map((deal) => `deals/${deal.id}  ${deal.title}  (${deal.stage})`)));
}

async function sampleDeals(
  api: Api,
): Promise<{ readonly large: string; readonly small: string; readonly next: string }> {
  const contacts = await api.list("contacts");
  const contact =
    contacts[0]?.id ?? (await api.create("contacts", { name: "Ann Smith", email: "ann@acme.example" }));
  const deal = async (title: string, amount: number) =>
    `deals/${await api.create("deals", { title, amount, currency: "EUR", contact, responsible: 1 })}`;
  const large = await deal("Order of 20 machines", 60000);
  const small = await deal("Spare parts", 40000);
  return { large, small, next: await deal("Order of 30 machines", 90000) };
}

function showCurl(url: string, item: string): void {
  const token =
    process.env.ONSTAGE_TOKEN === undefined ? `$(cat ${path.join(shownState, "token")})` : "$ONSTAGE_TOKEN";
  const line = (method: string, rest: string, body?: string) =>
    [
      `curl -s -X ${method} ${url}/v1/items/${item}${rest} \\`,
      `  -H "Authorization: Bearer ${token}"${body === undefined ? "" : " \\"}`,
      ...(body === undefined ? [] : [`  -H 'Content-Type: application/json' -d '${body}'`]),
    ] as const;
  heading(`The API is at ${url}. Move another deal (${item}), and look at it:`);
  say(...indented([...line("POST", "/move", '{"stage":"Wait for payment"}'), "", ...line("GET", "")]), "");
}

/** Shows what happens to items that others move while the demo serves. */
function follow(mail: MailCatcher, api: Api, wait: ReturnType<typeof waiter>): (event: ServiceEvent) => void {
  const touched = new Set<string>();
  mail.onMail(showMail);
  return (event) => {
    wait.onEvent(event);
    if (event.kind === "run") touched.add(`${event.run.item.entity}/${event.run.item.id}`);
    if (event.kind !== "idle") return;
    for (const item of touched) showTimeline(item, api).catch((error: unknown) => say(String(error)));
    touched.clear();
  };
}

async function main(): Promise<number> {
  mkdirSync(state, { recursive: true });
  const stopped = Promise.withResolvers<void>();
  process.once("SIGINT", stopped.resolve);
  process.once("SIGTERM", stopped.resolve);

  const result = await buildProject(project);
  const { build } = result;
  if (build === undefined) {
    printBuildFindings(result, process.cwd());
    return 1;
  }
  const mail = await startMailCatcher();
  const desk = await startPaymentDesk();
  process.env.ONSTAGE_SMTP_URL = mail.url;
  process.env.ONSTAGE_MAIL_FROM = "Acme Sales <sales@acme.example>";
  process.env.ONSTAGE_PAYMENTS_URL = desk.url;

  const wait = waiter();
  let listener = wait.onEvent;
  const token = demoToken();
  const service = await startOnFreePort({
    data: path.join(state, "data"),
    token,
    build: build.folder,
    reload: reloadFrom(project),
    logger: { destination: createWriteStream(path.join(state, "service.log"), { flags: "a" }) },
    onEvent: (event) => listener(event),
  });
  const api = apiOf(service.url, token);

  say("", `${colors.bold("Onstage")} runs the rules of ${path.relative(process.cwd(), project)}:`, "");
  say(
    ...indented(
      readFileSync(path.join(project, "rules", "payments.rules"), "utf8")
        .trimEnd()
        .split("\n"),
    ),
  );
  await showEarlier(api);

  const { large, small, next } = await sampleDeals(api);
  heading("Two sample deals enter “Wait for payment”, one of 60,000 EUR and one of 40,000 EUR:");
  for (const deal of [large, small]) await api.move(deal, "Wait for payment");
  await wait.until(async () => hasEnded(await api.item(large)) && hasEnded(await api.item(small)));
  for (const deal of [large, small]) await showTimeline(deal, api);

  heading(`The mail, as it came by SMTP to the mail catcher (${mail.url}):`);
  for (const caught of await mail.waitForMail(1)) showMail(caught);
  showCurl(service.url, next);
  listener = follow(mail, api, wait);
  say(`Serving. Ctrl-C ends it; the data stays in ${path.join(shownState, "data")}.`);

  await stopped.promise;
  say("", "Stopping: what runs may end, nothing new starts.");
  await service.stop();
  await Promise.all([mail.stop(), desk.stop()]);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ServiceError)) throw error;
  process.stderr.write(`error: ${error.message}\n  = ${error.help}\n`);
  process.exit(2);
}

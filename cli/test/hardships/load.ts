import { setTimeout as sleep } from "node:timers/promises";
import { startMailCatcher, startPaymentDesk } from "@onstage/stdlib/testing";
import { onTestFinished } from "vitest";
import { type Outcome, outcomeOf } from "../kills/outcome.ts";
import { type Serving, type StartOptions, startProcess, token } from "../service-process.ts";
import { project, type Scratch } from "../support.ts";

/** Each deal gets a link, a mail with it, and a mail a second later. */
const RULES = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link, subject: "Now: {title}");
  later: after 1 second sendEmail("Still there?", subject: "Later: {title}");
>
`;

/** What was answered to somebody who called. */
export interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Asks a service anything. */
export async function ask(serving: Serving, route: string, body?: unknown): Promise<Answered> {
  const response = await fetch(`${serving.url}${route}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    text: await response.text(),
  };
}

/** Asks again and again until the answer is the one that is waited for; the test's own time limit ends a wait in vain. */
export async function until<T>(look: () => Promise<T>, isIt: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (isIt(found)) return found;
    await sleep(20);
  }
}

/** A project, real servers around it, and somebody who sends events until each of them is acknowledged. */
export interface Hardship {
  readonly own: Scratch;
  readonly start: (options?: StartOptions) => Promise<Serving>;
  /** Sends events from now on; where nobody answers, again. */
  readonly send: (serving: () => Serving) => void;
  readonly acknowledged: ReadonlySet<string>;
  /** Answers that were no acknowledgement. */
  readonly refused: readonly Answered[];
  /** Waits until so many more events are acknowledged. */
  readonly more: (count: number) => Promise<void>;
  /** Waits until so many events were refused. */
  readonly refusals: (count: number) => Promise<void>;
  /** Ends sending. */
  readonly enough: () => Promise<void>;
  /** Waits until everything has ended, and says what of it is not as it was promised. */
  readonly outcome: (serving: Serving) => Promise<Outcome>;
}

/** Sets a project up that ends with its test. */
export async function hardship(environment: NodeJS.ProcessEnv = {}): Promise<Hardship> {
  const own = project();
  own.write("rules/kills.rules", RULES);
  own.write("onstage.json", JSON.stringify({ schema: "crm.schema.json", rules: ["rules/kills.rules"] }));
  const mail = await startMailCatcher();
  const desk = await startPaymentDesk();
  const mails = new Map<string, number>();
  mail.onMail(({ subject }) => mails.set(subject, (mails.get(subject) ?? 0) + 1));
  const acknowledged = new Set<string>();
  const refused: Answered[] = [];
  let sending = true;
  let senders: Promise<unknown> = Promise.resolve();
  let count = 0;
  const stops: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    sending = false;
    for (const stop of stops) await stop();
    await Promise.all([mail.stop(), desk.stop()]);
    own[Symbol.dispose]();
  });

  async function post(serving: Serving, title: string): Promise<boolean> {
    const payload = { title, amount: 60000, contact: 1, stage: "Wait for payment" };
    const event = { id: title, type: "itemCreated", item: "deals", payload };
    // Who has no answer sends it again: the id tells that it is the same.
    const answer = await ask(serving, "/v1/events", event).catch(() => undefined);
    if (answer?.status === 202) {
      acknowledged.add(title);
      return true;
    }
    if (answer !== undefined) refused.push(answer);
    return false;
  }
  async function sendOn(serving: () => Serving): Promise<void> {
    while (sending) {
      count += 1;
      const title = `H${count}`;
      while (!(await post(serving(), title)) && sending) await sleep(20);
      await sleep(10);
    }
  }

  return {
    own,
    acknowledged,
    refused,
    start: async (options = {}) => {
      const urls = { ONSTAGE_SMTP_URL: mail.url, ONSTAGE_PAYMENTS_URL: desk.url };
      const { child, ended, serving } = startProcess(own.folder, { ...urls, ...environment }, options);
      stops.push(async () => {
        child.kill("SIGKILL");
        await ended;
      });
      const up = await serving;
      const contact = await ask(up, "/v1/items/contacts/1");
      if (contact.status === 404) {
        await ask(up, "/v1/items/contacts", { name: "Ann", email: "ann@acme.example" });
      }
      return up;
    },
    send: (serving) => {
      senders = Promise.all(Array.from({ length: 4 }, () => sendOn(serving)));
    },
    more: async (wanted) => {
      const goal = acknowledged.size + wanted;
      await until(
        async () => acknowledged.size,
        (size) => size >= goal,
      );
    },
    refusals: async (wanted) => {
      await until(
        async () => refused.length,
        (size) => size >= wanted,
      );
    },
    enough: async () => {
      sending = false;
      await senders;
    },
    outcome: (serving) => outcomeOf(serving, { acknowledged, mails, links: desk.links }),
  };
}

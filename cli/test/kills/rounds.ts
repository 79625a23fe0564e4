import { setTimeout as sleep } from "node:timers/promises";
import { startMailCatcher, startPaymentDesk } from "@onstage/stdlib/testing";
import { type Serving, type Starting, startProcess } from "../service-process.ts";
import type { Scratch } from "../support.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Each deal gets a link, a mail with it, and a mail a second later. */
const RULES = `
on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link, subject: "Now: {title}");
  later: after 1 second sendEmail("Still there?", subject: "Later: {title}");
>
`;

const SENDERS = 6;
const EVENTS_A_CALL = 4;

export interface Rounds {
  readonly rounds: number;
  /** How long the service lives in a round, in milliseconds: shortest and longest. */
  readonly life: readonly [number, number];
  /** For how long it is stopped before it is killed, every third time, in milliseconds. */
  readonly pause: number;
  readonly told?: (round: number, backAfter: number) => void;
}

/**
 * Kills the real service again and again while events come in, and looks at what came of it. Whoever sends an event
 * sends it again until it is acknowledged, as a CRM would.
 *
 * @param own a folder with the schema of the payments example
 */
export async function killRounds(own: Scratch, { rounds, life, pause, told }: Rounds): Promise<Outcome> {
  own.write("rules/kills.rules", RULES);
  own.write("onstage.json", JSON.stringify({ schema: "crm.schema.json", rules: ["rules/kills.rules"] }));
  const mail = await startMailCatcher();
  const desk = await startPaymentDesk();
  const mails = new Map<string, number>();
  mail.onMail(({ subject }) => mails.set(subject, (mails.get(subject) ?? 0) + 1));
  const environment = { ONSTAGE_SMTP_URL: mail.url, ONSTAGE_PAYMENTS_URL: desk.url };
  const start = (): Starting => startProcess(own.folder, environment);

  let current = start();
  const acknowledged = new Set<string>();
  let sending = true;
  let count = 0;

  const post = async (serving: Serving, batch: readonly string[]): Promise<boolean> => {
    const events = batch.map((title) => ({
      id: title,
      type: "itemCreated",
      item: "deals",
      payload: { title, amount: 60000, contact: 1, stage: "Wait for payment" },
    }));
    // A service that has just been killed answers nothing: that is what this is about.
    const answer = await serving.call("POST", "events", events).catch(() => undefined);
    if (answer?.status !== 202) return false;
    const receipts = answer.body as readonly { readonly id: string; readonly status: string }[];
    for (const { id, status } of receipts) {
      if (status === "refused") throw new Error(`${id} was refused: ${JSON.stringify(answer.body)}`);
      acknowledged.add(id);
    }
    return true;
  };
  const send = async (): Promise<void> => {
    while (sending) {
      const batch = Array.from({ length: EVENTS_A_CALL }, () => {
        count += 1;
        return `K${count}`;
      });
      // A service that says no for now, such as to too many calls, is asked again as well.
      while (!(await post(await current.serving, batch))) await Promise.race([current.ended, sleep(100)]);
    }
  };

  try {
    await (await current.serving).call("POST", "items/contacts", { name: "Ann", email: "ann@acme.example" });
    const senders = Promise.all(Array.from({ length: SENDERS }, send));
    for (let round = 1; round <= rounds; round += 1) {
      const [shortest, longest] = life;
      await sleep(shortest + Math.random() * (longest - shortest));
      if (round % 3 === 0) {
        current.child.kill("SIGSTOP");
        await sleep(pause);
        current.child.kill("SIGCONT");
      }
      current.child.kill("SIGKILL");
      const died = performance.now();
      await current.ended;
      current = start();
      await current.serving;
      told?.(round, performance.now() - died);
    }
    sending = false;
    await senders;
    const serving = await current.serving;
    const outcome = await outcomeOf(serving, { acknowledged, mails, links: desk.links });
    current.child.kill("SIGTERM");
    await current.ended;
    return outcome;
  } finally {
    sending = false;
    current.child.kill("SIGKILL");
    await Promise.all([mail.stop(), desk.stop()]);
  }
}

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { retryAfter } from "../actions/retry-after.ts";
import { createOutbound } from "../outbound/client.ts";
import { signatureOf, signingKey } from "../service/hooks/signature.ts";
import { pauseAfter } from "../time/backoff.ts";
import type { Alert } from "./alerts.ts";

/** Hands alerts to an address of the operator's. */
export interface AlertPost {
  readonly send: (alert: Alert) => void;
  /**
   * Takes no more, and waits for those that are on their way.
   *
   * @param limit milliseconds; what has not gone out by then is given up, and the log says so
   */
  readonly close: (limit: number) => Promise<void>;
}

export interface AlertPostOptions {
  readonly url: URL;
  /** What each message is signed with; left out, it is not. */
  readonly key?: Buffer | undefined;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** Waits so many milliseconds, or until the signal; left out, it does. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How many alerts wait at most; the next message says how many more there were. */
const MOST_WAITING = 100;
/** How often one is tried. */
const MOST_ATTEMPTS = 5;
/** How long an answer may take, in milliseconds, and how much of it is read, in bytes. */
const PATIENCE = 10_000;
const MOST_ANSWER = 16 * 1024;

/** Statuses after which the same message may be taken later. */
const passing = (status: number): boolean => status === 408 || status === 429 || status >= 500;

const waitAwhile = async (ms: number, signal: AbortSignal): Promise<void> => {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
};

/** One line for whatever shows messages to people, such as a chat. */
function lineOf({ text, about: { item, rule, source, reason } }: Alert, more: number): string {
  const where = [item, rule, source].filter((part) => typeof part === "string").join(", ");
  const why = typeof reason === "string" ? `: ${reason}` : "";
  const others = more === 0 ? "" : ` (and ${more} more alerts, which the log has)`;
  return `Onstage: ${text}${where === "" ? "" : ` (${where})`}${why}${others}`;
}

/** What came of one attempt: nothing where it was taken. */
type Refused = { readonly why: string; readonly again: boolean; readonly after?: number | undefined };

/**
 * Makes what posts alerts, one after the other, each until it is taken: five times at most, later each time. Nothing waits
 * for it, and it keeps a hundred at most.
 */
export function createAlertPost(options: AlertPostOptions): AlertPost {
  const { url, key, log, now, random, wait = waitAwhile } = options;
  const outbound = createOutbound().to(url);
  const waiting: Alert[] = [];
  const over = new AbortController();
  let more = 0;
  let closed = false;
  let posting: Promise<void> | undefined;

  async function attempt(id: string, body: string): Promise<Refused | undefined> {
    const seconds = String(Math.floor(now() / 1000));
    try {
      const answer = await outbound.fetch(url, {
        method: "POST",
        body,
        redirect: "manual",
        timeout: PATIENCE,
        maxBytes: MOST_ANSWER,
        signal: over.signal,
        headers: {
          "content-type": "application/json",
          "webhook-id": id,
          "webhook-timestamp": seconds,
          ...(key && { "webhook-signature": signatureOf(key, id, seconds, Buffer.from(body)) }),
        },
      });
      if (answer.ok) return undefined;
      const after = retryAfter(answer.headers.get("retry-after"), now());
      return { why: `it answered with ${answer.status}`, again: passing(answer.status), after };
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error), again: true };
    }
  }

  async function post(alert: Alert, others: number): Promise<void> {
    const id = `alert_${randomUUID()}`;
    const { about, ...rest } = alert;
    const message = { ...rest, text: lineOf(alert, others), ...about, ...(others > 0 && { more: others }) };
    const body = JSON.stringify(message);
    for (let attempts = 1; ; attempts += 1) {
      const refused = await attempt(id, body);
      if (refused === undefined) return;
      const pause = refused.again ? pauseAfter(attempts, MOST_ATTEMPTS, random(), refused.after) : null;
      if (pause === null || over.signal.aborted) {
        // The path of the address may be what gives access to it.
        log.error({ host: url.host, attempts, lost: about }, `an alert could not be posted: ${refused.why}`);
        return;
      }
      await wait(pause, over.signal);
    }
  }

  async function postAll(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const others = more;
      more = 0;
      await post(next, others);
    }
    posting = undefined;
  }

  return {
    send: (alert) => {
      if (closed) return;
      if (waiting.length >= MOST_WAITING) {
        more += 1;
        return;
      }
      waiting.push(alert);
      posting ??= postAll();
    },
    close: async (limit) => {
      closed = true;
      const last = setTimeout(() => {
        waiting.length = 0;
        over.abort();
      }, limit);
      await posting;
      clearTimeout(last);
    },
  };
}

/** Where alerts go, as the environment says it; a sentence where it says something else. */
export function alertSettings(
  environment: Readonly<Record<string, string | undefined>>,
):
  | { readonly ok: true; readonly settings?: Pick<AlertPostOptions, "url" | "key"> }
  | { readonly ok: false; readonly detail: string; readonly help: string } {
  const { ONSTAGE_ALERT_URL: address = "", ONSTAGE_ALERT_SECRET: secret = "" } = environment;
  if (address === "") return { ok: true };
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    const help =
      "Write an address such as https://alerts.example.com/onstage, without a user; or leave it out.";
    return { ok: false, detail: "ONSTAGE_ALERT_URL is no web address.", help };
  }
  const key = signingKey(secret);
  if (secret !== "" && key === undefined) {
    const help = "Write whsec_ and the base64 of 24 to 64 random bytes; left out, alerts are not signed.";
    return { ok: false, detail: "ONSTAGE_ALERT_SECRET is no secret to sign with.", help };
  }
  return { ok: true, settings: { url, key } };
}

import {
  type Link,
  type Outbound,
  PermanentError,
  TransientError,
  UncertainError,
} from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { webAddress } from "../text/web-address.ts";
import { type Answer, postJson } from "./http.ts";
import type { PaymentProvider } from "./payments.ts";
import { withoutSecrets } from "./setting.ts";

const TIME_LIMIT_MS = 10_000;
const SIZE_LIMIT = 64 * 1024;
const DETAIL_LIMIT = 300;

/** Where payment links are made. */
export interface PaymentsOverHttp {
  readonly url: string;
  readonly token?: string;
  /** The way out, which lets calls of the URL through. */
  readonly outbound: Outbound;
}

function member(document: unknown, name: string): string | undefined {
  if (typeof document !== "object" || document === null) return undefined;
  const value: unknown = Reflect.get(document, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What the provider says is wrong, as a part of a sentence. */
function detail(answer: Answer, token: string | undefined): string {
  const said = member(answer.json, "detail") ?? member(answer.json, "title");
  return said === undefined ? "" : `: ${cleanLine(withoutSecrets(said, [token]), DETAIL_LIMIT)}`;
}

function link(answer: Answer): Link {
  const url = member(answer.json, "url");
  if (url === undefined) {
    throw new PermanentError(
      'The payment provider\'s answer holds no link. It has to be JSON such as { "url": "https://…" }.',
    );
  }
  const address = webAddress(url);
  if (address === undefined) {
    throw new PermanentError(
      `The payment provider answered with “${cleanLine(url, 80)}”, which is no web address that a client could open.`,
    );
  }
  return { url: address };
}

function read(answer: Answer, token: string | undefined): Link {
  const { status, retryAfter } = answer;
  if (status === 200 || status === 201) return link(answer);
  const said = `The payment provider answered ${status}${detail(answer, token)}`;
  if (status === 408 || status === 429 || status >= 500) {
    throw new TransientError(said, retryAfter === undefined ? {} : { retryAfter });
  }
  if (status >= 300 && status < 400) {
    throw new PermanentError(
      `The payment provider answered ${status} and points elsewhere, which is not followed. Set ONSTAGE_PAYMENTS_URL to its final address.`,
    );
  }
  throw new PermanentError(said);
}

/** Asks a payment provider that keeps the contract described at `payments`. */
export function openPaymentsOverHttp({ url, token, outbound }: PaymentsOverHttp): PaymentProvider {
  return {
    createLink: async (request, key, signal) => {
      const headers = {
        "idempotency-key": key,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      const limits = { milliseconds: TIME_LIMIT_MS, bytes: SIZE_LIMIT, signal };
      let answer: Answer;
      try {
        answer = await postJson(outbound, url, headers, { ...request }, limits);
      } catch (error) {
        if (error instanceof DOMException && error.name === "TimeoutError") {
          throw new TransientError("The payment provider did not answer within 10 seconds.");
        }
        if (error instanceof PermanentError) throw error;
        // The same key gets the same link: asking again does no harm, and does not help either.
        if (error instanceof UncertainError) {
          throw new PermanentError(`The payment provider's answer was not read. ${error.message}`);
        }
        if (signal.aborted) {
          throw new TransientError("The attempt was stopped before the payment provider answered.");
        }
        throw new TransientError(`The payment provider at ${new URL(url).host} cannot be reached.`);
      }
      return read(answer, token);
    },
  };
}

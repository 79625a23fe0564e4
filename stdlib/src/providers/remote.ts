import { type Outbound, PermanentError, TransientError, UncertainError } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { type Answer, type HttpRequest, request } from "./http.ts";
import { textIn } from "./json.ts";
import { neverConnected } from "./never-connected.ts";
import { withoutSecrets } from "./setting.ts";

const TIME_LIMIT_MS = 10_000;
const SIZE_LIMIT = 64 * 1024;
const DETAIL_LIMIT = 300;

/** Something that is asked over HTTP. */
export interface Remote {
  /** As sentences name it: `payment provider`. */
  readonly name: string;
  /** The way out, which lets calls of its address through. */
  readonly outbound: Outbound;
  /** Texts that are taken out of whatever it says. */
  readonly secrets: readonly (string | undefined)[];
  /** Whether it knows a request again by its key, so that asking twice does no harm. */
  readonly knowsKeys: boolean;
  /** The setting that has its address; left out where a rule gives it. */
  readonly setting?: string;
  /** What it says is wrong, by its own format; `detail` or `title` of a problem document if left out. */
  readonly said?: (json: unknown) => string | undefined;
  /** Milliseconds that it asks to wait by its own format, beside `Retry-After`. */
  readonly askedToWait?: (json: unknown) => number | undefined;
}

function problemDetail(json: unknown): string | undefined {
  return textIn(json, "detail") ?? textIn(json, "title");
}

/** What it says is wrong, as a part of a sentence. */
function detail({ said = problemDetail, secrets }: Remote, { json }: Answer): string {
  const text = said(json);
  return text === undefined ? "" : `: ${cleanLine(withoutSecrets(text, secrets), DETAIL_LIMIT)}`;
}

/** Whether an answer says that nothing was done, and that the same may go well later. */
function refusesForNow(status: number, knowsKeys: boolean): boolean {
  return (
    status === 429 || status === 503 || (knowsKeys && (status === 408 || status === 409 || status >= 500))
  );
}

/** The error that follows from an answer that is no success. */
function refusal(remote: Remote, answer: Answer): Error {
  const { name, setting, knowsKeys, askedToWait } = remote;
  const { status } = answer;
  const said = `The ${name} answered ${status}${detail(remote, answer)}`;
  if (refusesForNow(status, knowsKeys)) {
    const retryAfter = answer.retryAfter ?? askedToWait?.(answer.json);
    return new TransientError(said, retryAfter === undefined ? {} : { retryAfter });
  }
  if (status === 408 || status >= 500) {
    return new UncertainError(
      `${said}. It may have been done: look there, then confirm it or send it again.`,
    );
  }
  if (status >= 300 && status < 400) {
    return new PermanentError(
      `The ${name} answered ${status} and points elsewhere, which is not followed. ${setting === undefined ? "Call it by" : `Set ${setting} to`} its final address.`,
    );
  }
  return new PermanentError(said);
}

/** What follows where no answer came: asking again does no harm where it knows keys, and is for a person otherwise. */
function silence({ name, knowsKeys }: Remote, url: string, error: unknown, signal: AbortSignal): Error {
  if (error instanceof PermanentError) return error;
  if (error instanceof UncertainError) {
    // The same key gets the same answer: asking again does not help either.
    const said = `The ${name}'s answer was not read. ${error.message}`;
    return knowsKeys ? new PermanentError(said) : new UncertainError(said);
  }
  const host = new URL(url).host;
  if (neverConnected(error)) return new TransientError(`The ${name} at ${host} cannot be reached.`);
  const perhaps = (what: string): Error =>
    knowsKeys
      ? new TransientError(`${what}.`)
      : new UncertainError(`${what}, and may have done it: look there, then confirm it or send it again.`);
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return perhaps(`The ${name} did not answer within ${TIME_LIMIT_MS / 1000} seconds`);
  }
  return signal.aborted
    ? perhaps(`The attempt was stopped before the ${name} answered`)
    : perhaps(`The connection to the ${name} at ${host} broke`);
}

/**
 * Asks a provider, and says what follows where it does not answer with a success.
 *
 * @returns the answer, with a status of 200 to 299
 * @throws TransientError where nothing was done and it may go well later, PermanentError where it never will,
 *   UncertainError where nobody knows
 */
export async function ask(remote: Remote, asked: HttpRequest, signal: AbortSignal): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await request(remote.outbound, asked, {
      milliseconds: TIME_LIMIT_MS,
      bytes: SIZE_LIMIT,
      signal,
    });
  } catch (error) {
    throw silence(remote, asked.url, error, signal);
  }
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw refusal(remote, answer);
}

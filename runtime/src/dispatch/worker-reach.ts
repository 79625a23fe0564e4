import { PermanentError } from "../actions/errors.ts";
import type { Outbound, OutboundFetch } from "../actions/outbound.ts";
import { retryAfter } from "../actions/retry-after.ts";
import { createOutbound } from "../outbound/client.ts";
import type { Json } from "../rules/values.ts";
import { createHide, createRedact, type Redact } from "./redact.ts";

/** What the project lets its actions reach beyond what all may. */
export interface ReachSettings {
  /** See `outbound.allow` in onstage.json. */
  readonly allow: readonly string[];
  /** Names of the environment variables that are secrets for actions. */
  readonly secrets: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What one attempt reaches, and what is known of it afterwards. */
export interface AttemptReach {
  readonly fetch: OutboundFetch;
  readonly secret: (name: string) => string;
  /** How long the last answer that refused for now has asked to wait, in milliseconds. */
  readonly askedToWait: () => number | undefined;
  /** What is stored of the attempt, without the secrets that it was given. */
  readonly hide: (json: Json) => Json;
}

/** What the actions of a worker reach. */
export interface WorkerReach {
  readonly outbound: Outbound;
  readonly redact: Redact;
  readonly forAttempt: (signal: AbortSignal) => AttemptReach;
}

/** Answers after which the same may go well later. */
const refusesForNow: ReadonlySet<number> = new Set([429, 503]);

function hidden(json: Json, hide: Redact): Json {
  if (typeof json === "string") return hide(json);
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return json.map((part: Json) => hidden(part, hide));
  return Object.fromEntries(Object.entries(json).map(([key, part]) => [key, hidden(part, hide)]));
}

function readSecret(name: string, environment: Environment, known: readonly string[]): string {
  if (!known.includes(name)) {
    throw new PermanentError(
      `“${name}” is not listed under “secrets” in onstage.json, so no action may read it.`,
    );
  }
  const value = environment[name];
  if (value === undefined || value === "") {
    throw new PermanentError(`${name} is not set. Set it in the service's environment.`);
  }
  return value;
}

/** Makes what the actions of a worker reach, until the project says something else. */
export function workerReach({ allow, secrets }: ReachSettings, environment: Environment): WorkerReach {
  const outbound = createOutbound({ allow });
  const hide = createHide(environment, secrets);
  return {
    outbound,
    redact: createRedact(environment, secrets),
    forAttempt: (signal) => {
      let wait: number | undefined;
      let hasSecret = false;
      return {
        fetch: async (url, request = {}) => {
          const both = request.signal ? AbortSignal.any([request.signal, signal]) : signal;
          const answer = await outbound.fetch(url, { ...request, signal: both });
          if (refusesForNow.has(answer.status)) {
            wait = retryAfter(answer.headers.get("retry-after"), Date.now()) ?? wait;
          }
          return answer;
        },
        secret: (name) => {
          hasSecret = true;
          return readSecret(name, environment, secrets);
        },
        askedToWait: () => wait,
        hide: (json) => (hasSecret ? hidden(json, hide) : json),
      };
    },
  };
}

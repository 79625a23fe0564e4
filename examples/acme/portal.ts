import {
  type Outbound,
  PermanentError,
  type Provider,
  TransientError,
  UncertainError,
} from "@onstage/runtime/actions";
import type { JsonObject } from "@onstage/runtime/rules";

/** The portal of Acme, which keeps tasks, comments and contracts, and sends short messages. */
export interface Portal {
  /**
   * Asks the portal to make something.
   *
   * @param kind what: `tasks`, `comments`
   * @param key the key of the run, by which the portal knows a second request
   * @returns the id that the portal has given it
   */
  readonly create: (kind: string, body: JsonObject, key: string, signal: AbortSignal) => Promise<number>;
  /** Takes something away. What is not there any more counts as taken away. */
  readonly remove: (kind: string, id: number, signal: AbortSignal) => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

function idIn(answer: unknown): number | undefined {
  const id = typeof answer === "object" && answer !== null && "id" in answer ? answer.id : undefined;
  return typeof id === "number" ? id : undefined;
}

/** Whether nobody answered at all: then nothing has happened yet. */
function isUnreachable(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  return ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(code);
}

const isGood = ({ status }: Answer): boolean => status >= 200 && status < 300;

function refused({ status }: Answer, what: string): Error {
  if (status === 429 || status >= 500) return new TransientError(`The portal answers ${status} to ${what}.`);
  return new PermanentError(`The portal refuses ${what}: it answers ${status}.`);
}

function openPortal(url: string, token: string, outbound: Outbound): Portal {
  const ask = async (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: JsonObject | undefined,
    signal: AbortSignal,
  ): Promise<Answer> => {
    try {
      const response = await outbound.fetch(new URL(path, url.endsWith("/") ? url : `${url}/`), {
        method,
        headers: { ...headers, authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal,
        timeout: 20_000,
      });
      const json: unknown = await response.json().catch(() => undefined);
      return { status: response.status, json };
    } catch (error) {
      if (isUnreachable(error)) throw new TransientError("The portal cannot be reached.", { cause: error });
      throw new UncertainError("The connection to the portal broke off.", { cause: error });
    }
  };
  return {
    create: async (kind, body, key, signal) => {
      const answer = await ask("POST", kind, { "idempotency-key": key }, body, signal);
      const id = idIn(answer.json);
      if (!isGood(answer)) throw refused(answer, `a new one of its ${kind}`);
      if (id === undefined)
        throw new PermanentError(`The portal has given the new one of its ${kind} no id.`);
      return id;
    },
    remove: async (kind, id, signal) => {
      const answer = await ask("DELETE", `${kind}/${id}`, {}, undefined, signal);
      if (answer.status === 404 || isGood(answer)) return;
      throw refused(answer, `to take away ${kind}/${id}`);
    },
  };
}

function setting(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name]?.trim() ?? "";
  if (value === "") throw new PermanentError(`${name} is not set. Set it in the service's environment.`);
  return value;
}

/** How actions reach the portal: at `ACME_PORTAL_URL`, with `ACME_PORTAL_TOKEN`. */
export const portal: Provider<Portal> = {
  name: "acme-portal",
  open: (environment, outbound) => {
    const url = setting(environment, "ACME_PORTAL_URL");
    return openPortal(url, setting(environment, "ACME_PORTAL_TOKEN"), outbound.to(new URL(url)));
  },
};

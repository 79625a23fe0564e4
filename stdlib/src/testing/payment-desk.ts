import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PaymentRequest } from "../providers/payments.ts";
import { escapeHtml } from "../text/html.ts";
import { problem, readObject, readText, send, startDesk } from "./desk-http.ts";

/** A payment provider on this machine that takes no money. */
export interface PaymentDesk {
  /** What `ONSTAGE_PAYMENTS_URL` has to be. */
  readonly url: string;
  /** How many requests for a link there were, repetitions included. */
  readonly requests: () => number;
  /** What was asked for, by the link that was given. A repetition of a request is in it once. */
  readonly links: ReadonlyMap<string, PaymentRequest>;
  readonly stop: () => Promise<void>;
}

/** How the desk is started. */
export interface PaymentDeskOptions {
  /** Where to listen; a free port if left out. */
  readonly port?: number;
  /** The token without which a request is refused. */
  readonly token?: string;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function readRequest(text: string): PaymentRequest | undefined {
  const body = readObject(text);
  if (body === undefined) return undefined;
  const item: unknown = Reflect.get(body, "item");
  const title: unknown = Reflect.get(body, "title");
  const amount: unknown = Reflect.get(body, "amount");
  const currency: unknown = Reflect.get(body, "currency");
  const client: unknown = Reflect.get(body, "client");
  if (!isText(item) || !isText(title) || !isOptionalText(amount) || !isOptionalText(currency))
    return undefined;
  const name: unknown =
    typeof client === "object" && client !== null ? Reflect.get(client, "name") : undefined;
  return {
    item,
    title,
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(isText(name) && { client: { name } }),
  };
}

function page(request: PaymentRequest): string {
  const amount = [request.amount, request.currency].filter((part) => part !== undefined).join(" ");
  const title = escapeHtml(request.title);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Payment for ${title}</title>
<style>body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }</style>
<h1>${title}</h1>
<p>${amount === "" ? "The amount is not known yet." : `To be paid: <strong>${escapeHtml(amount)}</strong>`}</p>
${request.client ? `<p>Client: ${escapeHtml(request.client.name)}</p>` : ""}
<p>This desk is for trying things out: nothing is paid here.</p>
</html>
`;
}

/**
 * Starts a payment provider on the loopback address that keeps the contract described at `payments`: the same
 * Idempotency-Key gets the same link, also after a restart on the same port. Each link opens a page that says
 * what is to be paid.
 *
 * @throws the error of the socket where the port is taken
 */
export async function startPaymentDesk(options: PaymentDeskOptions = {}): Promise<PaymentDesk> {
  const links = new Map<string, PaymentRequest>();
  let requests = 0;
  let origin = "";

  const makeLink = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const text = await readText(request);
    const key = request.headers["idempotency-key"];
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) {
      return problem(response, 401, "the token is missing or wrong");
    }
    if (typeof key !== "string" || key === "")
      return problem(response, 400, "the Idempotency-Key is missing");
    if (text === undefined) return problem(response, 413, "the request has over 64 KB");
    const wanted = readRequest(text);
    if (wanted === undefined) return problem(response, 422, "the request holds no item and title");
    const url = `${origin}/pay/${createHash("sha256").update(key).digest("hex").slice(0, 24)}`;
    const known = links.has(url);
    if (!known) links.set(url, wanted);
    send(response, known ? 200 : 201, "application/json", JSON.stringify({ url }));
  };

  const showPage = (path: string, response: ServerResponse): void => {
    const wanted = links.get(origin + path);
    if (wanted === undefined) send(response, 404, "text/plain", "There is no such payment.\n");
    else send(response, 200, "text/html", page(wanted));
  };

  const desk = await startDesk(options.port ?? 0, (request, response) => {
    const path = request.url ?? "/";
    if (request.method === "POST" && path === "/links") {
      makeLink(request, response).catch(() => response.destroy());
    } else if (request.method === "GET") {
      showPage(path, response);
    } else {
      problem(response, 405, "links are made by POST /links");
    }
  });
  origin = desk.origin;
  return { url: `${origin}/links`, requests: () => requests, links, stop: desk.stop };
}

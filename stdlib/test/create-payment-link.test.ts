import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PermanentError, TransientError } from "@onstage/runtime/actions";
import { createPaymentLink } from "@onstage/stdlib/actions";
import { startPaymentDesk } from "@onstage/stdlib/testing";
import { afterEach, describe, expect, it } from "vitest";
import { errorOf, testContext } from "./context.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function provider(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/links`;
}

function answering(status: number, body: string, headers: Record<string, string> = {}): Promise<string> {
  return provider((request, response) => {
    request.resume();
    response.writeHead(status, headers).end(body);
  });
}

function ask(url: string, extra: Record<string, string> = {}) {
  return createPaymentLink(testContext({ environment: { ONSTAGE_PAYMENTS_URL: url, ...extra } }));
}

describe("createPaymentLink, at the payment desk", () => {
  it("gets one link for one key, however often it asks, and a page that says what is to be paid", async () => {
    const desk = await startPaymentDesk();
    try {
      const first = await ask(desk.url);
      const again = await ask(desk.url);
      expect(again).toEqual(first);
      expect(desk.requests()).toBe(2);
      expect(desk.links.size).toBe(1);
      const page = await (await fetch(first.url)).text();
      expect(page).toContain("60000 EUR");
      expect(page).toContain("Client: Ann");
      expect((await fetch(`${first.url}0`)).status).toBe(404);
    } finally {
      await desk.stop();
    }
  });

  it("gets another link for another run", async () => {
    const desk = await startPaymentDesk();
    try {
      const environment = { ONSTAGE_PAYMENTS_URL: desk.url };
      const one = await createPaymentLink(testContext({ environment, key: "one" }));
      const two = await createPaymentLink(testContext({ environment, key: "two" }));
      expect(two.url).not.toBe(one.url);
    } finally {
      await desk.stop();
    }
  });

  it("shows titles as text on the page", async () => {
    const desk = await startPaymentDesk();
    try {
      const title = `<script>alert("1")</script>`;
      const context = testContext({
        environment: { ONSTAGE_PAYMENTS_URL: desk.url },
        item: { title },
        clients: [{ entity: "contacts", id: 7, name: "<img src=x onerror=alert(1)>" }],
      });
      const page = await (await fetch((await createPaymentLink(context)).url)).text();
      expect(page).not.toContain("<script>");
      expect(page).not.toContain("<img");
    } finally {
      await desk.stop();
    }
  });

  it("needs the token that the desk wants", async () => {
    const desk = await startPaymentDesk({ token: "s3cret" });
    try {
      const error = await errorOf(ask(desk.url, { ONSTAGE_PAYMENTS_TOKEN: "wr0ng" }));
      expect(error).toBeInstanceOf(PermanentError);
      expect(error.message).toContain("401: the token is missing or wrong");
      await expect(ask(desk.url, { ONSTAGE_PAYMENTS_TOKEN: "s3cret" })).resolves.toHaveProperty("url");
    } finally {
      await desk.stop();
    }
  });
});

describe("createPaymentLink, by its HTTP contract", () => {
  it("hands over the run's key, the token, and what is to be paid by whom", async () => {
    const seen: { headers?: IncomingHttpHeaders; body?: unknown; method?: string | undefined } = {};
    const url = await provider(async (request, response) => {
      seen.headers = request.headers;
      seen.method = request.method;
      let text = "";
      for await (const chunk of request) text += String(chunk);
      seen.body = JSON.parse(text);
      response.writeHead(201).end('{"url":"https://pay.example/1"}');
    });
    expect(await ask(url, { ONSTAGE_PAYMENTS_TOKEN: "s3cret" })).toEqual({ url: "https://pay.example/1" });
    expect(seen.method).toBe("POST");
    expect(seen.headers).toMatchObject({
      "idempotency-key": "run-key-1",
      authorization: "Bearer s3cret",
      "content-type": "application/json",
    });
    expect(seen.body).toEqual({
      item: "deals/42",
      title: "Acme",
      amount: "60000",
      currency: "EUR",
      client: { name: "Ann", email: "ann@acme.example" },
    });
  });

  it("leaves out what the item does not have", async () => {
    let body: unknown;
    const url = await provider(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      body = JSON.parse(text);
      response.writeHead(200).end('{"url":"https://pay.example/1"}');
    });
    const environment = { ONSTAGE_PAYMENTS_URL: url };
    await createPaymentLink(testContext({ environment, item: { fields: { amount: null } }, clients: [] }));
    expect(body).toEqual({ item: "deals/42", title: "Acme" });
  });

  it.each<[number, string, Record<string, string>, unknown, string]>([
    [429, "", {}, TransientError, "answered 429"],
    [408, "", {}, TransientError, "answered 408"],
    [500, "x".repeat(100_000), {}, TransientError, "answered 500"],
    [503, '{"detail":"under repair"}', {}, TransientError, "answered 503: under repair"],
    [400, '{"detail":"no amount"}', {}, PermanentError, "answered 400: no amount"],
    [422, '{"title":"Wrong currency"}', {}, PermanentError, "answered 422: Wrong currency"],
    [404, "<html>", {}, PermanentError, "answered 404"],
    [302, "", { location: "http://169.254.169.254/" }, PermanentError, "which is not followed"],
    [200, "", {}, PermanentError, "holds no link"],
    [200, "[]", {}, PermanentError, "holds no link"],
    [200, '{"url":7}', {}, PermanentError, "holds no link"],
    [200, '{"url":"javascript:alert(1)"}', {}, PermanentError, "is no web address"],
    [200, '{"url":"/pay/1"}', {}, PermanentError, "is no web address"],
    [
      200,
      `{"url":"https://pay.example/1","x":"${"x".repeat(70_000)}"}`,
      {},
      PermanentError,
      "larger than the 65536 bytes",
    ],
  ])("says what follows from the answer %i %.20s", async (status, body, headers, kind, sentence) => {
    const error = await errorOf(ask(await answering(status, body, headers)));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(sentence);
    expect(error.message.length).toBeLessThan(500);
  });

  it.each([
    ["7", 7000],
    ["999999999", 86_400_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", undefined],
  ])("honours Retry-After: %s", async (header, milliseconds) => {
    const error = await errorOf(ask(await answering(503, "", { "retry-after": header })));
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toHaveProperty("retryAfter", milliseconds);
  });

  it("waits no longer than a Retry-After date asks", async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const error = await errorOf(ask(await answering(429, "", { "retry-after": date })));
    const wait = error instanceof TransientError ? error.retryAfter : undefined;
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(3_600_000);
  });

  it("bounds what the provider says, and takes the token out of it", async () => {
    const detail = `\u001B[31mwrong token s3cret-token\r\n${"x".repeat(5000)}`;
    const url = await answering(403, JSON.stringify({ detail }));
    const error = await errorOf(ask(url, { ONSTAGE_PAYMENTS_TOKEN: "s3cret-token" }));
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).toContain("wrong token …");
    for (const hidden of ["s3cret", "\u001B", "\n"]) expect(error.message).not.toContain(hidden);
  });

  it("tries again later where nobody answers, or the connection breaks", async () => {
    const cut = await provider((request) => request.socket.destroy());
    expect(await errorOf(ask(cut))).toBeInstanceOf(TransientError);
    expect(await errorOf(ask("http://127.0.0.1:1/"))).toBeInstanceOf(TransientError);
  });

  it("ends with the service", async () => {
    const stop = new AbortController();
    const url = await provider(() => stop.abort());
    const context = testContext({ environment: { ONSTAGE_PAYMENTS_URL: url }, signal: stop.signal });
    const error = await errorOf(createPaymentLink(context));
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain("stopped");
  });

  it.each([
    [{}, "ONSTAGE_PAYMENTS_URL is not set"],
    [{ ONSTAGE_PAYMENTS_URL: "ftp://pay.example" }, "is no web address"],
    [{ ONSTAGE_PAYMENTS_URL: "https://u:geheim@pay.example" }, "holds a user or a password"],
    [
      { ONSTAGE_PAYMENTS_URL: "https://pay.example", ONSTAGE_PAYMENTS_TOKEN: "ge\nheim" },
      "ONSTAGE_PAYMENTS_TOKEN",
    ],
  ])("says which setting is missing or wrong: %#", async (environment, sentence) => {
    const error = await errorOf(createPaymentLink(testContext({ environment })));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain("heim");
  });
});

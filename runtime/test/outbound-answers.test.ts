import type { IncomingMessage, ServerResponse } from "node:http";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createOutbound, type OutboundOptions } from "../src/outbound/client.ts";
import { createSockets } from "../src/outbound/sockets.ts";
import { certificate, http, https, raw } from "./outbound/servers.ts";

/** The way out for tests: every name leads to this machine, which is named. */
function loopback(more: Partial<OutboundOptions> = {}) {
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  return createOutbound({ allow: ["127.0.0.0/8"], resolve, ...more });
}

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A server that notes what comes, and answers as the test says. */
async function noting(answer: (seen: Seen, reply: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = await http(async (request, reply) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const one = { method: request.method, url: request.url, headers: request.headers, body };
    seen.push(one);
    answer(one, reply);
  });
  return Object.assign(server, { seen });
}

const redirectTo = (status: number, location: string) => (_: Seen, reply: ServerResponse) => {
  reply.writeHead(status, { location }).end("elsewhere");
};
const hello = (_: Seen, reply: ServerResponse) => void reply.end("hello");
const secrets = {
  authorization: "Bearer s3cret",
  cookie: "a=b",
  "x-api-key": "s3cret",
  accept: "text/plain",
};

describe("an answer", () => {
  it("comes with its status, headers and body, unpacked", async () => {
    await using server = await noting((seen, reply) => {
      const packed = seen.url === "/br" ? brotliCompressSync("hellö") : gzipSync("hellö");
      reply
        .writeHead(418, { "content-encoding": seen.url === "/br" ? "br" : "gzip", "x-a": "1" })
        .end(packed);
    });
    for (const path of ["/gzip", "/br"]) {
      const answer = await loopback().fetch(`http://a.example:${server.port}${path}`);
      expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([418, "1", "hellö"]);
      expect(answer.headers.get("content-encoding")).toBeNull();
    }
  });

  it.each([204, 304])("may have no body: %d", async (status) => {
    await using server = await noting((_, reply) => void reply.writeHead(status).end());
    const answer = await loopback().fetch(`http://a.example:${server.port}/`);
    expect([answer.status, await answer.text()]).toEqual([status, ""]);
  });

  it("is asked for with what the action gives, and with no header that is the connection's", async () => {
    await using server = await noting(hello);
    await loopback().fetch(`http://a.example:${server.port}/x?y=1`, {
      method: "post",
      headers: { "idempotency-key": "k", host: "internal.example", "content-length": "0" },
      body: new URLSearchParams({ a: "1 2" }),
    });
    expect(server.seen).toMatchObject([
      {
        method: "POST",
        url: "/x?y=1",
        body: "a=1+2",
        headers: {
          host: `a.example:${server.port}`,
          "idempotency-key": "k",
          "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        },
      },
    ]);
  });
});

describe("a redirect", () => {
  it("is followed on the same host, with everything that was sent", async () => {
    await using server = await noting((seen, reply) =>
      seen.url === "/a" ? redirectTo(307, "/b")(seen, reply) : hello(seen, reply),
    );
    const request = { method: "PUT", headers: secrets, body: "text" };
    const answer = await loopback().fetch(`http://a.example:${server.port}/a`, request);
    expect(await answer.text()).toBe("hello");
    expect(server.seen[1]).toMatchObject({ method: "PUT", url: "/b", body: "text", headers: secrets });
  });

  it.each([301, 302, 303])(
    "of the kind %d is followed by asking, with nothing that was sent",
    async (status) => {
      await using server = await noting((seen, reply) =>
        seen.url === "/a" ? redirectTo(status, "/b")(seen, reply) : hello(seen, reply),
      );
      const request = { method: "POST", headers: { "content-type": "text/plain" }, body: "text" };
      await loopback().fetch(`http://a.example:${server.port}/a`, request);
      expect(server.seen[1]).toMatchObject({ method: "GET", url: "/b", body: "" });
      expect(server.seen[1]?.headers).not.toHaveProperty("content-type");
    },
  );

  it("takes no credentials to another host, nor to another port of the same", async () => {
    await using other = await noting(hello);
    for (const host of ["b.example", "a.example"]) {
      await using server = await noting(redirectTo(302, `http://${host}:${other.port}/`));
      await loopback().fetch(`http://a.example:${server.port}/`, { headers: secrets });
    }
    expect(other.seen).toHaveLength(2);
    for (const { headers } of other.seen) {
      expect(headers).toMatchObject({ accept: "text/plain" });
      expect(JSON.stringify(headers)).not.toContain("s3cret");
      expect(headers).not.toHaveProperty("cookie");
    }
  });

  it.each([307, 308])("of the kind %d hands nothing that was sent on to another host", async (status) => {
    await using other = await noting(hello);
    await using server = await noting(redirectTo(status, `http://b.example:${other.port}/`));
    const call = loopback().fetch(`http://a.example:${server.port}/`, { method: "POST", body: "text" });
    await expect(call).rejects.toMatchObject({
      name: "PermanentError",
      message: `a.example:${server.port} redirects to b.example:${other.port}, and what is sent is not handed on to another host. Call it by its final address.`,
    });
    expect(other.seen).toEqual([]);
  });

  it("is followed five times and no more", async () => {
    await using server = await noting((seen, reply) => {
      const step = Number(seen.url?.slice(1));
      if (step === 0) hello(seen, reply);
      else redirectTo(302, `/${step - 1}`)(seen, reply);
    });
    const url = `http://a.example:${server.port}`;
    expect((await loopback().fetch(`${url}/5`)).status).toBe(200);
    await expect(loopback().fetch(`${url}/6`)).rejects.toMatchObject({
      message: `a.example:${server.port} redirects more than 5 times.`,
    });
  });

  it("is an answer like any other where the action says so", async () => {
    await using server = await noting(redirectTo(302, "http://169.254.169.254/"));
    const answer = await loopback().fetch(`http://a.example:${server.port}/`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "http://169.254.169.254/"]);
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data/", /169\.254\.169\.254 is on the local link/],
    ["http://[::ffff:a00:1]/", /is inside a private network/],
    ["http://2852039166/", /169\.254\.169\.254 is on the local link/],
    ["http://inside.example/", /inside\.example leads to 10\.0\.0\.1/],
    ["//inside.example/", /inside\.example leads to 10\.0\.0\.1/],
    ["file:///etc/passwd", /“file:\/\/” cannot be called/],
    ["http://u:p@a.example/", /holds a user or a password/],
    ["http://", /redirects to something that is no web address/],
  ])("is looked at like a first address: to %s", async (location, message) => {
    await using server = await noting(redirectTo(302, location));
    const resolve = async (host: string) => [
      { address: host === "inside.example" ? "10.0.0.1" : "127.0.0.1", family: 4 },
    ];
    const call = loopback({ resolve }).fetch(`http://a.example:${server.port}/`);
    await expect(call).rejects.toMatchObject({
      name: "PermanentError",
      message: expect.stringMatching(message),
    });
  });
});

describe("an answer that does not end", () => {
  const timeout = 150;
  const overdue = {
    name: "TimeoutError",
    message: expect.stringMatching(/^a\.example:\d+ did not answer within 0\.15 s$/),
  };

  it.each([
    ["that does not begin", (): void => {}],
    [
      "whose head comes letter by letter",
      (write: (text: string) => void, first: boolean): void => write(first ? "HTTP/1.1 200 OK\r\nx: " : "x"),
    ],
    [
      "whose body comes letter by letter",
      (write: (text: string) => void, first: boolean): void =>
        write(first ? "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" : "x"),
    ],
  ])("in time is broken off: one %s", async (_, say) => {
    await using server = await raw((socket) => {
      let first = true;
      const timer = setInterval(() => {
        say((text) => void socket.write(text), first);
        first = false;
      }, 10);
      socket.on("close", () => clearInterval(timer));
    });
    await expect(loopback().fetch(`http://a.example:${server.port}/`, { timeout })).rejects.toMatchObject(
      overdue,
    );
  });

  it("in time is broken off though each of its redirects is quick", async () => {
    await using server = await noting((seen, reply) => {
      setTimeout(() => redirectTo(302, `/${seen.url?.length}`)(seen, reply), 60);
    });
    await expect(loopback().fetch(`http://a.example:${server.port}/`, { timeout })).rejects.toMatchObject(
      overdue,
    );
  });

  it("ends with the signal of the action", async () => {
    await using server = await raw(() => {});
    const controller = new AbortController();
    const call = loopback().fetch(`http://a.example:${server.port}/`, { signal: controller.signal });
    controller.abort(new DOMException("over", "AbortError"));
    await expect(call).rejects.toMatchObject({ name: "AbortError", message: "over" });
  });

  it.each([
    ["is endless", {}, (reply: ServerResponse): void => void reply.write("x".repeat(100_000))],
    [
      "unpacks to more than is read",
      { "content-encoding": "gzip" },
      (reply: ServerResponse): void => {
        const pack = createGzip();
        pack.pipe(reply);
        pack.end(Buffer.alloc(50_000_000));
      },
    ],
    [
      "is packed many times over",
      { "content-encoding": "gzip, gzip, gzip" },
      (reply: ServerResponse): void => void reply.end(gzipSync(gzipSync(gzipSync(Buffer.alloc(50_000_000))))),
    ],
  ])("in size is broken off: one that %s", async (_, headers, send) => {
    await using server = await noting((_seen, reply) => send(reply.writeHead(200, headers)));
    const url = `http://a.example:${server.port}/`;
    const message = `The answer of a.example:${server.port} is larger than the 50000 bytes that are read.`;
    const maxBytes = 50_000;
    await expect(loopback().fetch(url, { maxBytes })).rejects.toMatchObject({
      name: "PermanentError",
      message,
    });
    await expect(loopback().fetch(url, { maxBytes, method: "POST" })).rejects.toMatchObject({
      name: "UncertainError",
      message,
    });
  });

  it("in size is read as far as allowed where it refuses: its status says what follows", async () => {
    await using server = await noting((_, reply) => reply.writeHead(503).end("x".repeat(100_000)));
    const answer = await loopback().fetch(`http://a.example:${server.port}/`, { maxBytes: 50_000 });
    expect(answer.status).toBe(503);
    expect((await answer.text()).length).toBeLessThanOrEqual(50_000);
  });

  it("has a head that ends as well", async () => {
    await using server = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write(`x-${"a".repeat(10_000)}: 1\r\n`), 1);
      socket.on("close", () => clearInterval(timer));
    });
    await expect(loopback().fetch(`http://a.example:${server.port}/`)).rejects.toMatchObject({
      name: "PermanentError",
      message: `The answer of a.example:${server.port} is not to be understood as HTTP.`,
    });
  });
});

describe("an encrypted connection", () => {
  const usual = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...usual, certificate]));
  afterAll(() => setDefaultCACertificates(usual));

  it("is made to whom the certificate is for, and to nobody else", async () => {
    await using server = await https((_, answer) => void answer.end("hello"));
    expect(await (await loopback().fetch(`https://secure.test:${server.port}/`)).text()).toBe("hello");
    await expect(loopback().fetch(`https://other.test:${server.port}/`)).rejects.toMatchObject({
      name: "PermanentError",
      message: expect.stringMatching(/ does not prove who it is: /),
    });
    await expect(loopback().fetch(`https://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
      name: "PermanentError",
      message: expect.stringMatching(/ does not prove who it is: /),
    });
  });

  it("is not made where nobody has signed the certificate", async () => {
    setDefaultCACertificates(usual);
    await using server = await https((_, answer) => void answer.end("hello"));
    await expect(loopback().fetch(`https://secure.test:${server.port}/`)).rejects.toMatchObject({
      name: "PermanentError",
      message: `secure.test:${server.port} does not prove who it is: self-signed certificate.`,
    });
    setDefaultCACertificates([...usual, certificate]);
  });

  it("is not left by a redirect to a plain one", async () => {
    await using plain = await noting(hello);
    await using server = await https((_, answer) => {
      answer.writeHead(302, { location: `http://secure.test:${plain.port}/` }).end();
    });
    await expect(loopback().fetch(`https://secure.test:${server.port}/`)).rejects.toMatchObject({
      message: `secure.test:${server.port} redirects from https to http, which is not followed: others could read along.`,
    });
    expect(plain.seen).toEqual([]);
  });
});

it("lets a provider call the host that the operator has set, and that host alone", async () => {
  await using server = await noting(hello);
  await using other = await noting(hello);
  const outbound = createOutbound().to(new URL(`http://127.0.0.1:${server.port}/links`));
  expect((await outbound.fetch(`http://127.0.0.1:${server.port}/x`)).status).toBe(200);
  await expect(outbound.fetch(`http://127.0.0.1:${other.port}/`)).rejects.toMatchObject({
    name: "PermanentError",
  });
});

it("opens no more connections than there is room for, and keeps nobody waiting for what nobody uses", async () => {
  let open = 0;
  let most = 0;
  await using server = await http((_, reply) => void setTimeout(() => reply.end("hello"), 20));
  const outbound = createOutbound({
    allow: ["127.0.0.0/8"],
    sockets: createSockets(4),
    resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  });
  server.connected(
    () => {
      open += 1;
      most = Math.max(most, open);
    },
    () => {
      open -= 1;
    },
  );
  const ask = async (host: number) =>
    (await outbound.fetch(`http://host-${host}.test:${server.port}/`)).text();
  const all = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index % 20)));
  expect(new Set(all)).toEqual(new Set(["hello"]));
  // Each of them for itself, as they come: what was kept of others leaves room.
  for (let host = 0; host < 12; host += 1) expect(await ask(host)).toBe("hello");
  expect(most).toBeLessThanOrEqual(4);
}, 8000);

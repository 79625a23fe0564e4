import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { problemWith, type Served, serve, serveOnce, token } from "./service-support.ts";

const quick = [{ name: "link", call: "return {};" }];
const authorization = `authorization: Bearer ${token}`;

function open(own: Served): Socket {
  return connect(own.service.port, "127.0.0.1");
}

/** All that comes back until the other side hangs up. */
async function answerTo(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // Whoever is cut off while it writes may be told so by a reset.
  socket.on("error", () => undefined);
  await once(socket, "close");
  return Buffer.concat(chunks).toString();
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

function read(text: string): Answer {
  const [head = "", ...body] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head, body: body.join("\r\n\r\n") };
}

function expectProblem({ status, head, body }: Answer, wanted: number): void {
  expect(status).toBe(wanted);
  expect(head.toLowerCase()).toContain("content-type: application/problem+json");
  expect(JSON.parse(body)).toMatchObject(problemWith(wanted));
}

async function send(own: Served, ...lines: readonly string[]): Promise<Answer> {
  const socket = open(own);
  socket.write(lines.join("\r\n"));
  return read(await answerTo(socket));
}

const post = (...headers: readonly string[]) => [
  "POST /v1/items/deals HTTP/1.1",
  "host: here",
  authorization,
  "content-type: application/json",
  ...headers,
];

async function expectWell(own: Served): Promise<void> {
  expect((await own.get("/v1/runs")).status).toBe(200);
  expect(own.lines.filter((line) => Number(line.level) >= 50)).toEqual([]);
}

describe("a client that takes its time", () => {
  const own = serveOnce(quick, undefined, {
    limits: { headers: 200, arrival: 400, looks: 50, silence: 800, pause: 300 },
  });

  it("with its headers, is told so and cut off", async () => {
    const socket = open(own());
    socket.write("GET /v1/runs HTTP/1.1\r\nhost: he");
    expectProblem(read(await answerTo(socket)), 408);
    await expectWell(own());
  });

  it("with its headers, line by line, is cut off all the same", async () => {
    const socket = open(own());
    socket.write("GET /v1/runs HTTP/1.1\r\n");
    const drip = setInterval(() => socket.write("x-more: 1\r\n"), 20);
    const answer = read(await answerTo(socket));
    clearInterval(drip);
    expectProblem(answer, 408);
  });

  it("with its body, is told so and cut off", async () => {
    const socket = open(own());
    socket.write([...post("content-length: 1000"), "", '{"title":'].join("\r\n"));
    const drip = setInterval(() => socket.write(" "), 20);
    const answer = read(await answerTo(socket));
    clearInterval(drip);
    expectProblem(answer, 408);
    await expectWell(own());
  });

  it("and says nothing, is cut off", async () => {
    expect(await answerTo(open(own()))).toMatch(/^(HTTP\/1\.1 408 [\s\S]*)?$/);
  });

  it("between two requests, is cut off", async () => {
    const socket = open(own());
    socket.write("GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n");
    expect(await answerTo(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("clients that are too many", () => {
  it("are refused until others leave, and the log says so once", async () => {
    const own = await serve(quick, { limits: { connections: 3 } });
    const sockets = [open(own), open(own), open(own)];
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const hello = "GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n";
    // Each has been answered, so each is counted.
    for (const socket of sockets) {
      socket.write(hello);
      await once(socket, "data");
    }
    for (let count = 0; count < 3; count += 1) expect(await answerTo(open(own))).toBe("");
    expect(own.lines.filter((line) => /as many as there may be/.test(String(line.msg)))).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    await Promise.all(sockets.map((socket) => once(socket, "close")));
    await expect.poll(async () => (await own.get("/v1/runs").catch(() => undefined))?.status).toBe(200);
  });
});

describe("what is no request, or one too much", () => {
  const own = serveOnce(quick);
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024)).toString("latin1");
  const large = `{"title":"${"x".repeat(2 * 1024 * 1024)}"}`;
  const chunked = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

  it.each<[string, readonly string[], number]>([
    ["nonsense", ["nonsense", "", ""], 400],
    ["a method that there is not", ["BREW / HTTP/1.1", "host: here", "", ""], 400],
    ["headers too large", ["GET / HTTP/1.1", "host: here", `x-large: ${"x".repeat(20_000)}`, "", ""], 431],
    ["headers too many", ["GET / HTTP/1.1", "host: here", ...Array(5000).fill("a: 1"), "", ""], 431],
    ["no host", ["GET /v1/runs HTTP/1.1", authorization, "connection: close", "", ""], 400],
    ["two lengths", [...post("content-length: 2", "content-length: 3"), "", "{}"], 400],
    [
      "a length and chunks",
      [...post("content-length: 2", "transfer-encoding: chunked"), "", "0", "", ""],
      400,
    ],
    ["a length that is none", [...post("content-length: -1"), "", "{}"], 400],
    ["a chunk that is none", [...post("transfer-encoding: chunked"), "", "zz", "", ""], 400],
    ["a break in a header", ["GET /v1/runs HTTP/1.1", "host: here", "x: a\rb", "", ""], 400],
    ["NUL in a header", ["GET /v1/runs HTTP/1.1", "host: here", "x: a\0b", "", ""], 400],
    ["a body too large by its length", [...post(`content-length: ${large.length}`), "", large], 413],
    ["a body too large in chunks", [...post("transfer-encoding: chunked"), "", chunked(large)], 413],
    [
      "a packed body",
      [...post("content-encoding: gzip", "transfer-encoding: chunked"), "", chunked(bomb)],
      415,
    ],
    ["an expectation that nobody has", [...post("expect: the-worst", "content-length: 2"), "", "{}"], 417],
  ])("is answered with a problem document: %s", async (_, lines, status) => {
    expectProblem(await send(own(), ...lines), status);
    await expectWell(own());
  });

  it("is told in which form a body is taken", async () => {
    const { head } = await send(own(), ...post("content-encoding: br", "content-length: 2"), "", "{}");
    expect(head).toMatch(/^accept-encoding: identity$/im);
  });

  it("is answered in turn where many come at once", async () => {
    const socket = open(own());
    const all = Array.from({ length: 100 }, (_, index) =>
      [
        `GET /v1/runs/none-${index} HTTP/1.1`,
        "host: here",
        authorization,
        index === 99 ? "connection: close" : "a: b",
        "",
        "",
      ].join("\r\n"),
    );
    socket.write(all.join(""));
    const details = (await answerTo(socket)).match(/There is no run none-\d+/g);
    expect(details).toEqual(Array.from({ length: 100 }, (_, index) => `There is no run none-${index}`));
  });
});

describe("a text that would be more than a text", () => {
  const own = serveOnce(quick);

  it.each([
    ["GET", "/v1/runs/a%0d%0ax-evil:%201%0d%0a%0d%0a<script>"],
    ["POST", "/v1/items/deals%0d%0ax-evil:%201"],
    ["GET", "/v1/items/%00/1"],
    ["GET", "/v1/runs?rule=%0d%0ax-evil:%201"],
    ["GET", "/v1/runs?%0d%0ax-evil:%201=1"],
    ["DELETE", "/v1/tokens/%1b%5b2J"],
    ["POST", "/v1/hooks/a%0d%0ax-evil:1"],
  ])("stays one in headers and in the log: %s %s", async (method, path) => {
    const before = own().lines.length;
    const { status, head } = await send(
      own(),
      `${method} ${path} HTTP/1.1`,
      "host: here",
      authorization,
      "user-agent: a\u00ff",
      "content-type: application/json",
      "content-length: 13",
      "connection: close",
      "",
      `{"title":"A"}`,
    );
    expect(status).toBeLessThan(500);
    expect(head).not.toMatch(/^x-evil/im);
    await own().until(() => own().lines.length > before);
    const told = own().lines.slice(before);
    // One line a request, and what it holds is what JSON holds.
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});

describe("JSON of which something would be lost", () => {
  const own = serveOnce(quick);

  it.each([
    ["a name twice", `{"title":"A","title":"B"}`, "title"],
    ["a name twice, written in two ways", `{"title":"A","\\u0074itle":"B"}`, "title"],
    ["a name twice, deep inside", `{"title":"A","x":[{"a":{"b":1,"b":2}}]}`, "x[0].a.b"],
    ["a quotation mark in a name", `{"title":"A","a\\"b":1,"a\\"b":2}`, `a"b`],
    ["the character NUL", `{"title":"a\\u0000b"}`, "title"],
    ["the character NUL in a name", `{"title":"A","a\\u0000":1}`, "a\u0000"],
    ["half of a character", `{"title":"a\\ud800"}`, "title"],
    ["a number without end", `{"title":"A","amount":1e400}`, "amount"],
    ["a whole number that would be rounded", `{"title":"A","amount":12345678901234567890}`, "amount"],
    ["a name that reaches into prototypes", `{"title":"A","a":{"__proto__":{}}}`, "a.__proto__"],
    ["the same, written otherwise", `{"title":"A","\\u005f_proto__":{}}`, "__proto__"],
    ["65 levels", `{"title":${"[".repeat(64)}${"]".repeat(64)}}`, `title${"[0]".repeat(63)}`],
    [
      "half a million levels",
      `{"title":${"[".repeat(500_000)}${"]".repeat(500_000)}}`,
      `title${"[0]".repeat(63)}`,
    ],
  ])("is refused with its place: %s", async (_, body, field) => {
    expect(await own().call("POST", "/v1/items/deals", body)).toMatchObject({
      status: 400,
      body: problemWith(400, { field }),
    });
  });

  it.each([
    ["something behind the end", `{"title":"A"} x`],
    ["a comment", `{"title":"A"/* no */}`],
    ["NaN", `{"title":"A","amount":NaN}`],
    ["a raw break in a text", `{"title":"a\nb"}`],
    ["null", "null"],
    ["a text", `"title"`],
  ])("is refused where it is none, or not what is asked for: %s", async (_, body) => {
    expect(await own().call("POST", "/v1/items/deals", body)).toMatchObject({
      status: 400,
      body: problemWith(400),
    });
  });

  it("is taken where nothing would be", async () => {
    const title = `a"b\\\u{1F600}\u00e9 {"a":1,"a":2}`;
    const made = await own().post("/v1/items/deals", { title, amount: 0.1 });
    expect(made).toMatchObject({ status: 201, body: { title } });
  });

  it("is refused for one event alone, where it came with others", async () => {
    const good = { type: "itemCreated", item: "deals", payload: { title: "A" } };
    const text = JSON.stringify([
      { id: "good-1", ...good },
      { id: "nul", ...good, payload: { title: "a\0" } },
      { id: "good-2", ...good },
    ]);
    const { status, body } = await own().call("POST", "/v1/events", text);
    expect(status).toBe(202);
    expect(body).toMatchObject([
      { id: "good-1", status: "accepted" },
      { id: "nul", status: "refused", reason: expect.stringContaining("payload.title") },
      { id: "good-2", status: "accepted" },
    ]);
  });
});

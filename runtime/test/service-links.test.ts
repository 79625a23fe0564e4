import jsQR from "jsqr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicAddress } from "../src/actions/public-address.ts";
import { LONGEST_CODE, type PublicLink, publicLinkPath } from "../src/actions/public-link.ts";
import { filesFolder, keptFiles } from "../src/service/kept-files.ts";
import { qrDrawing, qrPicture } from "../src/service/links/qr-picture.ts";
import { type Served, serve, serveOnce } from "./service-support.ts";

const key = "a key for links that nobody guesses";
const publicUrl = "https://acme.example/rules/";
const types = ["emailOpened", "linkClicked", "qrScanned", "documentOpened"];
const rules = types.map((on) => ({ name: on, on, call: "return {};" }));

beforeAll(() => Object.assign(process.env, { ONSTAGE_LINK_KEY: key, ONSTAGE_PUBLIC_URL: publicUrl }));
afterAll(() => {
  delete process.env.ONSTAGE_LINK_KEY;
  delete process.env.ONSTAGE_PUBLIC_URL;
});

const prepare = (own: Served) => own.post("/v1/items/deals", { id: 42, title: "Acme" });

const item = "deals/42";
const opened: PublicLink = { kind: "opened", item, mail: "<1@acme.example>", subject: "Offer" };
const clicked: PublicLink = {
  kind: "clicked",
  item,
  mail: "<1@acme.example>",
  url: "https://shop.example/?a=1&b=2",
};
const scanned: PublicLink = {
  kind: "scanned",
  item,
  code: "ticket",
  title: "Ticket <1>",
  text: "Show it at the door",
};

function follow(own: Served, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${own.service.url}${path}`, { redirect: "manual", ...init });
}

/** How often the rules have heard of an event of the item. */
async function heard(own: Served, rule: string): Promise<number> {
  const { body } = await own.get(`/v1/runs?item=${item}&rule=${rule}`);
  const { runs }: { readonly runs?: readonly unknown[] } = body;
  return Object.keys(runs ?? []).length;
}

describe("a link that a client follows", () => {
  it("is a picture that says once that a mail was opened", async () => {
    const own = await serve(rules);
    await prepare(own);
    const path = publicLinkPath(key, opened);
    const first = await follow(own, path);
    expect(first.status).toBe(200);
    expect(first.headers.get("content-type")).toBe("image/gif");
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(
      Buffer.from(await first.arrayBuffer())
        .subarray(0, 3)
        .toString(),
    ).toBe("GIF");
    await follow(own, path);
    const run = await own.run("emailOpened", "done");
    expect(run.args).toEqual({ messageId: "<1@acme.example>", subject: "Offer" });
    expect(await heard(own, "emailOpened")).toBe(1);
  });

  it("leads where the link of the mail leads", async () => {
    const own = await serve(rules);
    await prepare(own);
    const answer = await follow(own, publicLinkPath(key, clicked));
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe("https://shop.example/?a=1&b=2");
    const run = await own.run("linkClicked", "done");
    expect(run.args).toEqual({ messageId: "<1@acme.example>", url: "https://shop.example/?a=1&b=2" });
  });

  it("shows a document by its name, in a page that can do nothing", async () => {
    const own = await serve(rules);
    await prepare(own);
    const bytes = Buffer.from("%PDF-1.7 an offer");
    const { name, type, hash } = await keptFiles(filesFolder(own.data)).put(
      "Angebot 7.pdf",
      "application/pdf",
      bytes,
    );
    const link: PublicLink = {
      kind: "document",
      item,
      document: "7",
      template: "offer",
      file: { name, type, hash },
    };
    const answer = await follow(own, publicLinkPath(key, link));
    expect(await answer.text()).toBe("%PDF-1.7 an offer");
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toBe("inline; filename*=UTF-8''Angebot%207.pdf");
    expect(answer.headers.get("content-security-policy")).toBe("sandbox");
    const run = await own.run("documentOpened", "done");
    expect(run.args).toEqual({ document: "7", template: "offer" });
  });
});

describe("links", () => {
  const own = serveOnce(rules, prepare);

  it.each<[string, RequestInit]>([
    ["ask for the head alone", { method: "HEAD" }],
    ["look ahead for a browser", { headers: { "sec-purpose": "prefetch;prerender" } }],
    ["look ahead for an older one", { headers: { purpose: "prefetch" } }],
  ])("are not followed by programs that %s", async (_what, init) => {
    const answer = await follow(own(), publicLinkPath(key, opened), init);
    expect(answer.status).toBe(200);
    expect(await heard(own(), "emailOpened")).toBe(0);
  });

  it("that were changed, or are signed with another key, are none", async () => {
    const path = publicLinkPath(key, clicked);
    const evil = Buffer.from(JSON.stringify({ ...clicked, url: "https://evil.example" })).toString(
      "base64url",
    );
    for (const wrong of [
      publicLinkPath("another key", clicked),
      path.slice(0, -2),
      path.replace(/of=.*/u, `of=${evil}`),
      path.replace("/l/", "/l/A"),
      path.replace(/\/l\/[^?]+/u, "/l/x"),
    ]) {
      const answer = await follow(own(), wrong);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("location")).toBeNull();
    }
    expect(await heard(own(), "linkClicked")).toBe(0);
  });

  it("lead on although the item is gone", async () => {
    const answer = await follow(own(), publicLinkPath(key, { ...clicked, item: "deals/7" }));
    expect(answer.status).toBe(302);
  });

  it("to files that are gone, or are none, are not there", async () => {
    for (const hash of ["0".repeat(64), "../../ledger.db"]) {
      const file = { name: "x", type: "application/pdf", hash };
      const link: PublicLink = { kind: "document", item, document: "7", template: "offer", file };
      expect((await follow(own(), publicLinkPath(key, link))).status).toBe(404);
    }
  });
});

/** What another library than the one that has drawn it reads in a QR code: an SVG of squares. */
function readDrawing(svg: string): string | undefined {
  const side = Number(/viewBox="0 0 (\d+) /u.exec(svg)?.[1]);
  const scale = 4;
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  let [x, y] = [0, 0];
  for (const [, command, first, second] of svg.matchAll(/([Mm])(-?\d+) (-?\d+)(?=h1v1)/gu)) {
    [x, y] = command === "M" ? [Number(first), Number(second)] : [x + Number(first), y + Number(second)];
    for (let row = y * scale; row < (y + 1) * scale; row += 1) {
      for (let column = x * scale; column < (x + 1) * scale; column += 1) {
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return jsQR.default(pixels, width, width)?.data;
}

describe("a QR code", () => {
  const own = serveOnce(rules, prepare);

  it("is drawn so that another library reads the link in it", async () => {
    const answer = await follow(own(), publicLinkPath(key, scanned, "svg"));
    expect(answer.headers.get("content-type")).toContain("image/svg+xml");
    expect(readDrawing(await answer.text())).toBe(
      publicAddress(new URL(publicUrl), publicLinkPath(key, scanned)),
    );
  });

  it("is a picture of a square for mail programs", async () => {
    const answer = await follow(own(), publicLinkPath(key, scanned, "gif"));
    const gif = Buffer.from(await answer.arrayBuffer());
    expect(gif.subarray(0, 3).toString()).toBe("GIF");
    expect(gif.readUInt16LE(6)).toBe(gif.readUInt16LE(8));
    expect(gif.readUInt16LE(6)).toBeGreaterThan(200);
  });

  it("stands on a page with what it is for, which nobody has scanned by looking at it", async () => {
    const page = await (await follow(own(), publicLinkPath(key, scanned, "page"))).text();
    expect(page).toContain("<h1>Ticket &lt;1&gt;</h1>");
    expect(page).toContain("Show it at the door");
    const picture = /<img src="([^"]+)"/u.exec(page)?.[1] ?? "";
    for (const base of ["http://127.0.0.1", "https://acme.example/rules"]) {
      const seen = new URL(picture, `${base}${publicLinkPath(key, scanned, "page")}`).href;
      expect(seen).toBe(`${base}${publicLinkPath(key, scanned, "gif")}`);
    }
    expect(await heard(own(), "qrScanned")).toBe(0);
  });

  it("that is scanned tells so, and shows its page or leads on", async () => {
    const first = await follow(own(), publicLinkPath(key, scanned));
    expect(await first.text()).toContain("Show it at the door");
    const leading = await follow(
      own(),
      publicLinkPath(key, { ...scanned, code: "menu", url: "https://acme.example/" }),
    );
    expect(leading.headers.get("location")).toBe("https://acme.example/");
    const run = await own().run("qrScanned", "done", ({ args }) => args?.code === "ticket");
    expect(run.args).toEqual({ code: "ticket" });
  });

  it("of another link than a code, or of more than a code takes, is not there", async () => {
    expect((await follow(own(), publicLinkPath(key, clicked, "gif"))).status).toBe(404);
    const long = { ...scanned, url: `https://acme.example/${"x".repeat(LONGEST_CODE)}` };
    for (const form of ["gif", "svg", "page"] as const) {
      expect((await follow(own(), publicLinkPath(key, long, form))).status).toBe(404);
    }
  });

  it.each([100, 500, 1000, LONGEST_CODE])("of %i characters is no large file", (length) => {
    const gif = qrPicture("x".repeat(length));
    const width = Buffer.from(gif).readUInt16LE(6);
    expect(width).toBeGreaterThan(200);
    expect(width).toBeLessThanOrEqual(400);
    expect(gif.length).toBeLessThan(170_000);
  });

  it("takes just so many characters", () => {
    expect(() => qrDrawing("x".repeat(LONGEST_CODE + 1))).toThrow("Capacity overflow");
  });

  it("is not drawn as often as somebody likes, and links are followed all the same", async () => {
    const busy = await serve(rules);
    const path = publicLinkPath(key, scanned, "svg");
    const seen = new Map<number, Response>();
    for (let round = 0; round < 60 && !seen.has(429); round += 1) {
      const all = await Promise.all(Array.from({ length: 50 }, () => follow(busy, path)));
      for (const answer of all) {
        seen.set(answer.status, answer);
        await answer.body?.cancel();
      }
    }
    expect([...seen.keys()].toSorted()).toEqual([200, 429]);
    expect(seen.get(429)?.headers.get("retry-after")).toMatch(/^[1-9]\d*$/u);
    expect((await follow(busy, publicLinkPath(key, opened))).status).toBe(200);
  });
});

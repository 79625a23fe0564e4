import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { publicAddress } from "../../actions/public-address.ts";
import { LONGEST_CODE, type PublicLink, publicLinkPath, readPublicLink } from "../../actions/public-link.ts";
import { LedgerError } from "../../ledger/error.ts";
import type { JsonObject } from "../../rules/values.ts";
import { codeOf } from "../../unknown.ts";
import { type Route, route } from "../api/route.ts";
import { anObject, aText, oneOf } from "../api/schema.ts";
import { filesFolder, HASH, pathOfFile } from "../kept-files.ts";
import { linkPage, pagePolicy } from "../links/pages.ts";
import { qrDrawing, qrPicture } from "../links/qr-picture.ts";
import { problem, refuse } from "../problem.ts";
import { createRates } from "../rate.ts";
import type { RouteParts } from "./parts.ts";

/** Links a second that are followed, and pictures of codes that are drawn, by all who have some. */
const rate = { links: 200, codes: 50 };
/** Somebody who holds a code before a camera scans it several times. */
const SCAN_MS = 60_000;
/** One pixel that nobody sees. */
const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** What a link tells the rules when it is followed. */
interface Told {
  readonly type: string;
  readonly payload: JsonObject;
  /** What tells this occasion from the others of the link; nothing where the first one alone counts. */
  readonly occasion?: string;
}

function tells(link: PublicLink, now: number): Told {
  switch (link.kind) {
    case "opened":
      return { type: "emailOpened", payload: { messageId: link.mail, subject: link.subject } };
    case "clicked":
      return { type: "linkClicked", payload: { messageId: link.mail, url: link.url } };
    case "scanned":
      return {
        type: "qrScanned",
        payload: { code: link.code },
        occasion: String(Math.floor(now / SCAN_MS)),
      };
    case "document":
      return { type: "documentOpened", payload: { document: link.document, template: link.template } };
  }
}

/** Whether a person follows the link, and not a program that looks ahead for one. */
function isMeant({ method, headers }: FastifyRequest): boolean {
  const { purpose, "sec-purpose": secPurpose } = headers;
  return method !== "HEAD" && ![purpose, secPurpose].some((one) => String(one ?? "").includes("prefetch"));
}

/** Links that clients follow, without a token: each is signed, and says itself what it is for. */
export function linkRoutes({ coordinator, linkKey, publicUrl, now, data }: RouteParts): readonly Route[] {
  const rates = createRates(() => performance.now());

  async function tell(link: PublicLink, content: string): Promise<void> {
    const { type, payload, occasion = "" } = tells(link, now());
    const id = createHash("sha256").update(`${content}\n${occasion}`).digest("hex");
    try {
      await coordinator.receive({ id: `link:${id}`, type, item: link.item, payload });
    } catch (error) {
      // Whoever follows a link does not suffer from a full disk, of which the service tells where it can be mended.
      if (!(error instanceof LedgerError)) throw error;
    }
  }

  function page(reply: FastifyReply, text: string): FastifyReply {
    return reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", pagePolicy)
      .header("referrer-policy", "no-referrer")
      .send(text);
  }

  async function document(
    reply: FastifyReply,
    { name, type, hash }: { name: string; type: string; hash: string },
  ) {
    const path = pathOfFile(filesFolder(data), hash);
    try {
      const { size } = HASH.test(hash) ? await stat(path) : { size: -1 };
      if (size < 0) return notThere(reply);
      return reply
        .type(type)
        .header("content-length", size)
        .header("content-disposition", `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
        .header("content-security-policy", "sandbox")
        .send(createReadStream(path));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return notThere(reply);
      throw error;
    }
  }

  /** Turns away whoever comes too often; undefined where there is room. */
  function tooMany(reply: FastifyReply, what: keyof typeof rate): FastifyReply | undefined {
    const wait = rates.take(what, rate[what]);
    if (wait === 0) return undefined;
    reply.header("retry-after", String(wait));
    return refuse(reply, problem(429, `Too many ${what} are opened; try again in ${wait} s.`));
  }

  const notThere = (reply: FastifyReply) =>
    refuse(reply, problem(404, "There is no such link, or it is not whole."));

  function answer(reply: FastifyReply, link: PublicLink): FastifyReply | Promise<FastifyReply> {
    switch (link.kind) {
      case "opened":
        return reply.type("image/gif").send(pixel);
      case "clicked":
        return reply.header("referrer-policy", "no-referrer").redirect(link.url, 302);
      case "scanned":
        return link.url === undefined
          ? page(reply, linkPage(link))
          : reply.header("referrer-policy", "no-referrer").redirect(link.url, 302);
      case "document":
        return document(reply, link.file);
    }
  }

  const params = anObject({ sign: aText({ minLength: 1, maxLength: 60 }) });
  const query = anObject({
    of: aText({ minLength: 1, maxLength: 8000, description: "What the link says of itself." }),
  });
  const shared = { method: "GET", scope: "open", tag: "Links", params, query, quiet: true } as const;

  return [
    route({
      ...shared,
      path: "/l/{sign}",
      summary: "follows a link that a client was sent, as an event of the item",
      description:
        "The picture in a mail (`emailOpened`), a link of a mail (`linkClicked`), a QR code (`qrScanned`, once a minute), a " +
        "document (`documentOpened`). But for codes, the first time counts.",
      answers: {
        200: { description: "A picture, a page or a document.", type: "text/html" },
        302: { description: "Leads on to where the link leads.", type: "text/html" },
      },
      problems: [404, 429],
      handle: async ({ params: { sign }, query: { of }, request, reply }) => {
        const link = readPublicLink(linkKey, sign, of);
        if (link === undefined) return notThere(reply);
        const refused = tooMany(reply, "links");
        if (refused !== undefined) return refused;
        if (isMeant(request)) await tell(link, of);
        return answer(reply, link);
      },
    }),
    route({
      ...shared,
      path: "/l/{sign}/{form}",
      params: anObject({
        sign: aText({ minLength: 1, maxLength: 60 }),
        form: oneOf(["page", "gif", "svg"]),
      }),
      summary: "shows the QR code of a link: on a page, or as a picture alone",
      answers: { 200: { description: "A page, a GIF or an SVG.", type: "text/html" } },
      problems: [404, 429],
      handle: async ({ params: { sign, form }, query: { of }, reply }) => {
        const link = readPublicLink(linkKey, sign, of);
        if (link?.kind !== "scanned" || publicUrl === undefined) return notThere(reply);
        const target = publicAddress(publicUrl, publicLinkPath(linkKey, link));
        if (target.length > LONGEST_CODE) return notThere(reply);
        const refused = tooMany(reply, "codes");
        if (refused !== undefined) return refused;
        switch (form) {
          case "page":
            return page(reply, linkPage({ ...link, picture: `gif?of=${of}` }));
          case "svg":
            return reply.type("image/svg+xml").send(qrDrawing(target));
          case "gif":
            return reply.type("image/gif").send(Buffer.from(qrPicture(target)));
        }
      },
    }),
  ];
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { textIn, valueIn } from "../providers/json.ts";
import { type CaughtPage, caughtPage, mailPage, mailPolicy } from "./caught-page.ts";
import { problem, readObject, readText, send, startDesk } from "./desk-http.ts";
import type { CaughtFile, CaughtMail, MailCatcher } from "./mail-catcher.ts";

/** A message that has arrived, with the moment at which it did. */
export type CaughtMessage =
  | {
      readonly kind: "sms";
      readonly at: Date;
      readonly to: string;
      readonly text: string;
      readonly item: string;
    }
  | {
      readonly kind: "chat";
      readonly at: Date;
      /** The chat, or else the name of the client. */
      readonly to: string;
      readonly channel: string;
      readonly text: string;
      readonly item: string;
    }
  | {
      readonly kind: "call";
      readonly at: Date;
      readonly to: string;
      /** What is said, or the address of what is played. */
      readonly text: string;
      readonly item: string;
    };

/** Providers of SMS, chats, calls and audiences on this machine that bring nothing anywhere, and show everything. */
export interface MessageDesk {
  /** Where a person looks at what was caught. */
  readonly url: string;
  /** The settings with which actions write here. */
  readonly settings: Readonly<Record<string, string>>;
  /** The latest thousand messages in the order of their arrival. */
  readonly messages: readonly CaughtMessage[];
  /** Calls the listener for each message from now on. Returns what ends that. */
  readonly onMessage: (listener: (message: CaughtMessage) => void) => () => void;
  readonly stop: () => Promise<void>;
}

/** How the desk is started. */
export interface MessageDeskOptions {
  /** Where to listen; a free port if left out. */
  readonly port?: number;
  /** Mails that are shown as well. */
  readonly mails?: Pick<MailCatcher, "onMail">;
}

const KEPT = 1000;

/** What a request tells; undefined where it lacks something. */
function readMessage(path: string, body: object, at: Date): CaughtMessage | undefined {
  const to = textIn(body, "to");
  const text = textIn(body, "text");
  const item = textIn(body, "item") ?? "";
  switch (path) {
    case "/sms":
      return to === undefined || text === undefined ? undefined : { kind: "sms", at, to, text, item };
    case "/calls": {
      const said = text ?? textIn(body, "audio");
      return to === undefined || said === undefined ? undefined : { kind: "call", at, to, text: said, item };
    }
    case "/chats": {
      const whom = to ?? textIn(valueIn(body, "client"), "name");
      if (whom === undefined || text === undefined) return undefined;
      return { kind: "chat", at, to: whom, channel: textIn(body, "channel") ?? "", text, item };
    }
    default:
      return undefined;
  }
}

/**
 * Starts providers on the loopback address that keep the contract of docs/providers.md: the same key again is the same
 * message. Calls are answered at once, and audiences take everybody.
 *
 * @throws the error of the socket where the port is taken
 */
export async function startMessageDesk(options: MessageDeskOptions = {}): Promise<MessageDesk> {
  const messages: CaughtMessage[] = [];
  const shown: CaughtPage[] = [];
  const keys = new Set<string>();
  const listeners = new Set<(message: CaughtMessage) => void>();

  const show = (one: CaughtPage): void => {
    shown.push(one);
    if (shown.length > KEPT) shown.shift();
  };
  const catchOne = (message: CaughtMessage): void => {
    messages.push(message);
    if (messages.length > KEPT) messages.shift();
    show(message);
    for (const listener of listeners) listener(message);
  };
  let mailsShown = 0;
  const end = options.mails?.onMail((mail) => {
    mailsShown += 1;
    show({ kind: "mail", at: new Date(), id: mailsShown, mail });
  });

  const take = async (path: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const key = request.headers["idempotency-key"];
    const text = await readText(request);
    if (typeof key !== "string" || key === "")
      return problem(response, 400, "the Idempotency-Key is missing");
    if (text === undefined) return problem(response, 413, "the request has over 64 KB");
    const body = readObject(text);
    const message = body === undefined ? undefined : readMessage(path, body, new Date());
    if (path !== "/audiences" && message === undefined) {
      return problem(response, 422, "the request holds no message that could be shown");
    }
    const isNew = !keys.has(`${path} ${key}`);
    keys.add(`${path} ${key}`);
    if (message !== undefined && isNew) catchOne(message);
    const answer = { id: key, ...(path === "/calls" && { outcome: "answered" }) };
    send(response, isNew ? 201 : 200, "application/json", JSON.stringify(answer));
  };

  const mailOf = (id: string): CaughtMail | undefined => {
    const found = shown.find((one) => one.kind === "mail" && String(one.id) === id);
    return found?.kind === "mail" ? found.mail : undefined;
  };
  const showFile = ({ name, bytes }: CaughtFile, response: ServerResponse): void => {
    const headers = { "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
    send(response, 200, "application/octet-stream", bytes, headers);
  };
  const look = (path: string, response: ServerResponse): void => {
    const [, id = "", place] = /^\/mails\/(\d+)(?:\/files\/(\d+))?$/u.exec(path) ?? [];
    const mail = mailOf(id);
    const file = place === undefined ? undefined : mail?.attachments?.[Number(place)];
    if (path === "/") send(response, 200, "text/html", caughtPage(shown));
    else if (file !== undefined) showFile(file, response);
    else if (mail !== undefined && place === undefined) {
      send(response, 200, "text/html", mailPage(Number(id), mail), { "content-security-policy": mailPolicy });
    } else send(response, 404, "text/plain", "There is no such message.\n");
  };

  const posts = new Set(["/sms", "/calls", "/chats", "/audiences"]);
  const desk = await startDesk(options.port ?? 0, (request, response) => {
    const path = (request.url ?? "/").split("?", 1).join("");
    if (request.method === "POST" && posts.has(path)) {
      take(path, request, response).catch(() => response.destroy());
    } else if (request.method === "GET") look(path, response);
    else problem(response, 405, "messages are taken by POST, and shown by GET");
  });
  return {
    url: desk.origin,
    settings: {
      ONSTAGE_SMS_PROVIDER: "http",
      ONSTAGE_SMS_URL: `${desk.origin}/sms`,
      ONSTAGE_CALLS_PROVIDER: "http",
      ONSTAGE_CALLS_URL: `${desk.origin}/calls`,
      ONSTAGE_CHAT_PROVIDER: "http",
      ONSTAGE_CHAT_URL: `${desk.origin}/chats`,
      ONSTAGE_AUDIENCES_PROVIDER: "http",
      ONSTAGE_AUDIENCES_URL: `${desk.origin}/audiences`,
    },
    messages,
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      end?.();
      return desk.stop();
    },
  };
}

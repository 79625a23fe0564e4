import type { AddressInfo } from "node:net";
import { type AddressObject, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

/** A mail that has arrived. */
export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets. */
  readonly messageId: string;
}

/** A mail server on this machine that delivers nothing and shows everything. */
export interface MailCatcher {
  /** What `ONSTAGE_SMTP_URL` has to be: `smtp://127.0.0.1:PORT`. */
  readonly url: string;
  /** The latest thousand mails in the order of their arrival. */
  readonly mails: readonly CaughtMail[];
  /** Calls the listener for each mail from now on. Returns what ends that. */
  readonly onMail: (listener: (mail: CaughtMail) => void) => () => void;
  /** The first `count` mails, as soon as there are as many. */
  readonly waitForMail: (count: number) => Promise<readonly CaughtMail[]>;
  readonly stop: () => Promise<void>;
}

const LARGEST_MAIL = 10 * 1024 * 1024;
const KEPT = 1000;
const CLOSE_MS = 100;

function addresses(found: AddressObject | AddressObject[] | undefined): readonly string[] {
  const lists = found === undefined ? [] : Array.isArray(found) ? found : [found];
  return lists.flatMap((list) => list.value.flatMap(({ address }) => (address ? [address] : [])));
}

async function parse(stream: SMTPServerDataStream): Promise<CaughtMail> {
  const parsed = await simpleParser(stream);
  return {
    from: addresses(parsed.from)[0] ?? "",
    to: addresses(parsed.to),
    subject: parsed.subject ?? "",
    text: (parsed.text ?? "").trim(),
    html: parsed.html || "",
    messageId: parsed.messageId ?? "",
  };
}

/**
 * Starts a mail server on the loopback address. It takes every mail, without a password and without TLS.
 *
 * @param options `port`: where to listen; a free port if left out
 * @throws the error of the socket where the port is taken
 */
export async function startMailCatcher(options: { readonly port?: number } = {}): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const listeners = new Set<(mail: CaughtMail) => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    size: LARGEST_MAIL,
    closeTimeout: CLOSE_MS,
    onData: (stream, _session, done) => {
      parse(stream).then(
        (mail) => {
          mails.push(mail);
          if (mails.length > KEPT) mails.shift();
          for (const listener of listeners) listener(mail);
          done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  const socket = server.listen(options.port ?? 0, "127.0.0.1", resolve);
  await listening;
  server.off("error", reject);
  // A client that goes away in the middle of a mail is no error of the catcher.
  server.on("error", () => undefined);
  // A socket that listens on an IP address has an AddressInfo.
  const { port } = socket.address() as AddressInfo;

  const onMail: MailCatcher["onMail"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    onMail,
    waitForMail: (count) =>
      new Promise((arrived) => {
        if (mails.length >= count) return arrived(mails.slice(0, count));
        const end = onMail(() => {
          if (mails.length < count) return;
          end();
          arrived(mails.slice(0, count));
        });
      }),
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}

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
  /** Left out where there are none, as all below. */
  readonly cc?: readonly string[];
  /** Those who get it although it does not name them. */
  readonly bcc?: readonly string[];
  readonly replyTo?: string;
  readonly attachments?: readonly CaughtFile[];
}

/** A file that came along with a mail. */
export interface CaughtFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
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

const LARGEST_MAIL = 25 * 1024 * 1024;
const KEPT = 1000;
const CLOSE_MS = 100;

function addresses(found: AddressObject | AddressObject[] | undefined): readonly string[] {
  const lists = found === undefined ? [] : Array.isArray(found) ? found : [found];
  return lists.flatMap((list) => list.value.flatMap(({ address }) => (address ? [address] : [])));
}

/**
 * Reads a mail.
 *
 * @param recipients those whom the server was told to bring it to
 */
export async function readMail(
  source: SMTPServerDataStream | string,
  recipients: readonly string[],
): Promise<CaughtMail> {
  const parsed = await simpleParser(source);
  const to = addresses(parsed.to);
  const cc = addresses(parsed.cc);
  const bcc = recipients.filter((one) => !to.includes(one) && !cc.includes(one));
  const [replyTo] = addresses(parsed.replyTo);
  const attachments = parsed.attachments.map(({ filename = "", contentType, content }) => ({
    name: filename,
    type: contentType,
    bytes: Uint8Array.from(content),
  }));
  return {
    from: addresses(parsed.from)[0] ?? "",
    to,
    subject: parsed.subject ?? "",
    text: (parsed.text ?? "").trim(),
    html: parsed.html || "",
    messageId: parsed.messageId ?? "",
    ...(cc.length > 0 && { cc }),
    ...(bcc.length > 0 && { bcc }),
    ...(replyTo !== undefined && { replyTo }),
    ...(attachments.length > 0 && { attachments }),
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
    onData: (stream, { envelope }, done) => {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      readMail(stream, recipients).then(
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

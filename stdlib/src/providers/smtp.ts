import { tracingChannel } from "node:diagnostics_channel";
import { PassThrough } from "node:stream";
import { rootCertificates } from "node:tls";
import { PermanentError, TransientError, UncertainError } from "@onstage/runtime/actions";
import { createTransport } from "nodemailer";
import { cleanLine } from "../text/clean.ts";
import type { Mailer, OutgoingMail } from "./mail.ts";
import type { MailSettings } from "./mail-settings.ts";
import { messageIdOf } from "./message-id.ts";
import { withoutSecrets } from "./setting.ts";

/** Tells whoever traces of the mails that are handed over: to which server, and nothing else. */
const channel = tracingChannel("onstage:smtp");

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const IDLE_MS = 30_000;
const MOST_CONNECTIONS = 32;

/** How far a mail has come on its way to the server. */
interface Handover {
  /** True once every byte of it has been written: from there on the server may have taken it. */
  readonly complete: () => boolean;
  readonly watch: (message: NodeJS.ReadableStream) => PassThrough;
}

function handover(): Handover {
  const watched: PassThrough[] = [];
  return {
    complete: () => watched.some((stream) => stream.readableEnded),
    watch: (message) => {
      const stream = new PassThrough();
      watched.push(stream);
      message.on("error", (error) => stream.destroy(error));
      return message.pipe(stream);
    },
  };
}

/** What is known of a failure: nodemailer notes the server's answer on its errors. */
function facts(error: unknown): { readonly code: string; readonly answer: string; readonly status: number } {
  const known = typeof error === "object" && error !== null ? error : {};
  return {
    code: "code" in known && typeof known.code === "string" ? known.code : "",
    answer: "response" in known && typeof known.response === "string" ? known.response : "",
    status: "responseCode" in known && typeof known.responseCode === "number" ? known.responseCode : 0,
  };
}

function connectionProblem(code: string, server: string): string {
  switch (code) {
    case "EDNS":
      return `The name of the mail server ${server} cannot be resolved.`;
    case "ETIMEDOUT":
      return `The mail server ${server} did not answer in time.`;
    case "ETLS":
      return `No encrypted connection to the mail server ${server} came about.`;
    case "EABORT":
      return "The attempt was stopped before the mail was handed over.";
    default:
      return `The mail server ${server} cannot be reached, or closed the connection before it had the mail.`;
  }
}

/**
 * What follows from a mail that was not confirmed. An answer of the server decides; without one, it depends on
 * whether the whole mail had been handed over.
 */
function verdict(error: unknown, complete: boolean, settings: MailSettings): Error {
  const { code, answer, status } = facts(error);
  const server = `${settings.host}:${settings.port}`;
  if (status >= 400) {
    const secrets = [settings.login?.password];
    const said = `The mail server ${server} answered “${cleanLine(withoutSecrets(answer, secrets), 300)}”.`;
    const hint = code === "EAUTH" ? " Check the user and the password in ONSTAGE_SMTP_URL." : "";
    return status >= 500 ? new PermanentError(said + hint) : new TransientError(said + hint);
  }
  if (complete) {
    return new UncertainError(
      `The connection to the mail server ${server} broke after the mail was handed over: it may have been sent. Look for it in the server's log or ask the recipient, then confirm it or send it again.`,
    );
  }
  switch (code) {
    case "EAUTH":
    case "ENOAUTH":
      return new PermanentError(
        `Signing in to the mail server ${server} is not possible. Check the user and the password in ONSTAGE_SMTP_URL.`,
      );
    case "EENVELOPE":
    case "EMESSAGE":
      return new PermanentError(
        `The mail server ${server} cannot take this mail: it may be too large for it.`,
      );
    default:
      return new TransientError(connectionProblem(code, server));
  }
}

/** The answer of the server to a mail, and whom of its recipients it did not take. */
interface Taken {
  readonly rejected?: readonly (string | { readonly address: string })[];
}

/** What follows where the server took a mail for some of its recipients alone: nobody else is told of the others. */
function partly(rejected: NonNullable<Taken["rejected"]>, settings: MailSettings): Error {
  const refused = rejected.map((one) => (typeof one === "string" ? one : one.address)).join(", ");
  return new UncertainError(
    `The mail server ${settings.host}:${settings.port} refused ${cleanLine(refused, 300)}, and took the mail for all its other recipients. Confirm it if they are enough, or mend the address and send it again: the others get it twice then.`,
  );
}

/** An address without a display name: nothing in it is read as one. */
const plain = (address: string) => ({ name: "", address });

/** From whom a mail is, and to whom it goes. */
function envelope({ to, cc = [], bcc = [], from, replyTo }: OutgoingMail, settings: MailSettings) {
  return {
    from: from === undefined ? settings.from : plain(from),
    to: plain(to),
    ...(cc.length > 0 && { cc: cc.map(plain) }),
    ...(bcc.length > 0 && { bcc: bcc.map(plain) }),
    ...(replyTo !== undefined && { replyTo: plain(replyTo) }),
  };
}

/** What a mail says. */
function content({ subject, text, html, attachments = [] }: OutgoingMail, { layout }: MailSettings) {
  return {
    subject,
    text,
    html: layout === undefined ? html : layout({ subject, html }),
    ...(attachments.length > 0 && {
      attachments: attachments.map(({ name, type, bytes }) => ({
        filename: name,
        contentType: type,
        content: Buffer.from(bytes),
      })),
    }),
  };
}

/**
 * Opens a mailer over SMTP. Connections are made when the first mail is sent, kept for the next ones, and closed
 * after 30 seconds without one.
 */
export function openSmtp(settings: MailSettings): Mailer {
  const transport = createTransport({
    pool: true,
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    requireTLS: settings.requireTls,
    ...(settings.login && { auth: { user: settings.login.user, pass: settings.login.password } }),
    // How many mails are under way is for the service to limit: what waited here would count as perhaps sent.
    maxConnections: MOST_CONNECTIONS,
    // What is tried again is for the run to say and to show, not for the connection pool.
    maxRequeues: 0,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    idleTimeout: IDLE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.ca !== undefined && { tls: { ca: [...rootCertificates, settings.ca] } }),
    ...(settings.dkim && {
      dkim: {
        domainName: settings.dkim.domain,
        keySelector: settings.dkim.selector,
        privateKey: settings.dkim.key,
      },
    }),
  });
  const progress = new Map<string, Handover>();
  transport.use("stream", (mail, done) => {
    const watch = progress.get(mail.message.messageId());
    if (watch) {
      // What is watched is what goes to the server: with the signature, which is only put before it later.
      const create = mail.message.createReadStream.bind(mail.message);
      mail.message.createReadStream = (options) => watch.watch(create(options));
    }
    done();
  });
  const domain = settings.from.address.slice(settings.from.address.lastIndexOf("@") + 1);
  const { linkKey: secret } = settings;
  const idOf = (key: string, item?: string): string =>
    messageIdOf(key, domain, item === undefined || secret === undefined ? undefined : { item, secret });

  return {
    send: async (outgoing: OutgoingMail, signal: AbortSignal) => {
      const messageId = idOf(outgoing.key, outgoing.item);
      const sending = handover();
      progress.set(messageId, sending);
      let taken: Taken;
      try {
        const mail = {
          messageId,
          ...envelope(outgoing, settings),
          ...content(outgoing, settings),
          signal,
        };
        taken = await channel.tracePromise(() => transport.sendMail(mail), { host: settings.host });
      } catch (error) {
        throw verdict(error, sending.complete(), settings);
      } finally {
        progress.delete(messageId);
      }
      const { rejected = [] } = taken;
      if (rejected.length > 0) throw partly(rejected, settings);
      return { messageId };
    },
    messageIdOf: idOf,
    close: () => transport.close(),
  };
}

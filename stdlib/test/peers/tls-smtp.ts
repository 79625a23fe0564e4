import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { certificate, certificateKey } from "./certificate.ts";

/** A mail server that wants an encrypted connection and a password before it takes a mail. */
export interface TlsSmtp {
  readonly port: number;
  /** The mails as they came, with whether the connection was encrypted and how many there were by then. */
  readonly mails: readonly { readonly source: string; readonly secure: boolean }[];
  readonly connections: () => number;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Starts one on this machine. Its password is `secret`. */
export async function startTlsSmtp(): Promise<TlsSmtp> {
  const mails: { source: string; secure: boolean }[] = [];
  let connections = 0;
  const server = new SMTPServer({
    key: certificateKey,
    cert: certificate,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: ({ username, password }, _session, done) => {
      if (password === "secret") done(null, { user: username });
      else done(new Error("wrong password"));
    },
    onData: (stream, { secure }, done) => {
      text(stream).then(
        (source) => {
          mails.push({ source, secure });
          done();
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  const socket = server.listen(0, "127.0.0.1");
  await new Promise((listening) => socket.once("listening", listening));
  server.on("error", () => undefined);
  return {
    // A socket that listens on an IP address has an AddressInfo.
    port: (socket.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    [Symbol.asyncDispose]: () => new Promise((stopped) => server.close(stopped)),
  };
}

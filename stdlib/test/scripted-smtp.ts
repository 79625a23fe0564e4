import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** Answers of a mail server that is in a bad mood. `cut` drops the connection instead of answering. */
export interface Script {
  readonly greeting?: string;
  readonly auth?: string;
  readonly recipient?: string;
  /** The only recipient that is answered like that; all are if left out. */
  readonly refused?: string;
  readonly data?: string;
  readonly message?: string;
}

export interface ScriptedSmtp {
  readonly url: string;
  readonly port: number;
  /** Every line that the client sent. */
  readonly lines: readonly string[];
  readonly stop: () => Promise<void>;
}

function converse(socket: Socket, script: Script, lines: string[]): void {
  let inMessage = false;
  let rest = "";
  const say = (answer: string): void => {
    if (answer === "cut") socket.destroy();
    else socket.write(`${answer}\r\n`);
  };
  const answerTo = (line: string): string => {
    const command = line.slice(0, 4).toUpperCase();
    switch (command) {
      case "EHLO":
        return "250-scripted\r\n250 AUTH PLAIN LOGIN";
      case "AUTH":
        return script.auth ?? "235 welcome";
      case "STAR":
        return "454 no TLS here";
      case "RCPT":
        return line.includes(script.refused ?? "") ? (script.recipient ?? "250 ok") : "250 ok";
      case "DATA":
        inMessage = (script.data ?? "354 go").startsWith("354");
        return script.data ?? "354 go";
      case "QUIT":
        return "221 bye";
      default:
        return "250 ok";
    }
  };
  say(script.greeting ?? "220 scripted");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const parts = (rest + chunk.toString("utf8")).split("\r\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      if (!inMessage) say(answerTo(line));
      else if (line === ".") {
        inMessage = false;
        say(script.message ?? "250 taken");
      }
    }
  });
}

/** Starts a mail server on the loopback address that answers by a script. */
export async function startScriptedSmtp(script: Script): Promise<ScriptedSmtp> {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    converse(socket, script, lines);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    lines,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

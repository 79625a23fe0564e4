import { connect, type Socket } from "node:net";
import type { ServiceProcess } from "./service.ts";

/** Calls of a service's HTTP interface over connections that are kept. */
export interface Client extends Disposable {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: unknown) => Promise<unknown>;
}

/** What waits for its answer on a connection. */
interface Asked {
  readonly text: string;
  readonly what: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One connection: a call at a time. */
interface Connection {
  readonly socket: Socket;
  asked: Asked | undefined;
  head: string | undefined;
  left: number;
  body: Buffer[];
}

const END_OF_HEAD = "\r\n\r\n";

function lengthOf(head: string): number {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`An answer without a length came: ${head}`);
  return Number(length);
}

/**
 * A client of a service. An answer that is no success throws. It writes and reads HTTP by itself, and knows of it only
 * what the service speaks: on two cores, the usual client would take more time than what is measured.
 *
 * @param connections how many calls it has under way at most
 */
export function clientOf({ url, token }: ServiceProcess, connections: number): Client {
  const { hostname, port, host } = new URL(url);
  const waiting: Asked[] = [];
  const free: Connection[] = [];
  const all: Connection[] = [];

  function answered(connection: Connection): void {
    const { asked, head = "", body } = connection;
    connection.asked = undefined;
    connection.head = undefined;
    const answer = Buffer.concat(body).toString();
    const status = Number(head.slice(9, 12));
    if (status >= 200 && status < 300) asked?.resolve(JSON.parse(answer));
    else asked?.reject(new Error(`${asked.what} was answered with ${status}: ${answer}`));
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else ask(connection, next);
  }

  function take(connection: Connection, data: Buffer): void {
    let rest = data;
    if (connection.head === undefined) {
      const end = data.indexOf(END_OF_HEAD);
      // The head of an answer is small, and comes in one piece.
      if (end < 0) throw new Error("Half a head of an answer came.");
      connection.head = data.toString("latin1", 0, end);
      connection.left = lengthOf(connection.head);
      connection.body = [];
      rest = data.subarray(end + END_OF_HEAD.length);
    }
    connection.left -= rest.length;
    if (rest.length > 0) connection.body.push(rest);
    if (connection.left === 0) answered(connection);
  }

  function open(): Connection {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    const connection: Connection = { socket, asked: undefined, head: undefined, left: 0, body: [] };
    socket.on("data", (data) => take(connection, data));
    socket.on("error", (error) => connection.asked?.reject(error));
    socket.on("close", () => {
      connection.asked?.reject(new Error("The service hung up."));
      for (const list of [all, free]) if (list.includes(connection)) list.splice(list.indexOf(connection), 1);
    });
    all.push(connection);
    return connection;
  }

  function ask(connection: Connection, asked: Asked): void {
    connection.asked = asked;
    connection.socket.write(asked.text);
  }

  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n`;
      const type = body === undefined ? "" : "content-type: application/json\r\n";
      const length = `content-length: ${Buffer.byteLength(text)}`;
      const asked: Asked = {
        text: `${head}${type}${length}${END_OF_HEAD}${text}`,
        what: `${method} ${path}`,
        resolve,
        reject,
      };
      const connection = free.pop() ?? (all.length < connections ? open() : undefined);
      if (connection === undefined) waiting.push(asked);
      else ask(connection, asked);
    });

  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    [Symbol.dispose]: () => {
      for (const { socket } of all) socket.destroy();
    },
  };
}

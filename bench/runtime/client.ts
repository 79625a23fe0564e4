import http from "node:http";
import type { ServiceProcess } from "./service.ts";

/** Calls of a service's HTTP interface over connections that are kept. */
export interface Client extends Disposable {
  readonly get: (path: string) => Promise<unknown>;
  readonly post: (path: string, body: unknown) => Promise<unknown>;
}

/**
 * A client of a service. An answer that is no success throws.
 *
 * @param connections how many calls it has under way at most
 */
export function clientOf({ url, token }: ServiceProcess, connections: number): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  const call = (method: string, path: string, body?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const length = text === undefined ? {} : { "content-length": Buffer.byteLength(text) };
      const request = http.request(`${url}${path}`, { method, agent, headers: { ...headers, ...length } });
      request.on("error", reject);
      request.on("response", (response) => {
        const parts: Buffer[] = [];
        response.on("error", reject);
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const answer = Buffer.concat(parts).toString();
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${path} was answered with ${status}: ${answer}`));
        });
      });
      request.end(text);
    });

  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

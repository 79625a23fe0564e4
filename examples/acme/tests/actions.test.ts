import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { actionCrm, createOutbound, filesInMemory, noDesk } from "@onstage/runtime";
import {
  type ActionContext,
  PermanentError,
  type Provider,
  TransientError,
  UncertainError,
} from "@onstage/runtime/actions";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createContract } from "../actions/createContract.ts";
import { deleteContract } from "../actions/deleteContract.ts";
import { textClient } from "../actions/textClient.ts";

interface Asked {
  readonly request: string;
  readonly key: string | undefined;
  readonly token: string | undefined;
  readonly body: unknown;
}

let server: Server;
let url: string;
let asked: Asked[];
/** What the portal answers; nothing at all breaks the connection. */
let answer: { readonly status: number; readonly body: string } | undefined;

beforeEach(async () => {
  asked = [];
  answer = { status: 201, body: '{"id": 501}' };
  server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    request.on("end", () => {
      const { method, headers } = request;
      const key = headers["idempotency-key"];
      asked.push({
        request: `${method} ${request.url}`,
        key: Array.isArray(key) ? key[0] : key,
        token: headers.authorization,
        body: text === "" ? undefined : JSON.parse(text),
      });
      if (answer === undefined) request.socket.destroy();
      else response.writeHead(answer.status).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** An address at which nobody listens any more. */
async function deadAddress(): Promise<string> {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

const outbound = createOutbound();

function context(environment: Readonly<Record<string, string>> = {}): ActionContext {
  const { signal } = new AbortController();
  return {
    item: { entity: "deals", id: 42, title: "Acme", fields: {} },
    clients: [{ entity: "contacts", id: 7, name: "Ann", phone: "+49 170 1" }],
    run: {
      id: "deals-42-1-task",
      key: "key-1",
      attempt: 1,
      rule: "task",
      source: { file: "rules/sales.rules", line: 1 },
    },
    now: "2026-06-08T08:00:00.000Z",
    signal,
    use: <T>(provider: Provider<T>) =>
      provider.open({ ACME_PORTAL_URL: url, ACME_PORTAL_TOKEN: "secret", ...environment }, outbound),
    fetch: outbound.fetch,
    secret: () => "secret",
    ...actionCrm({ desk: noDesk, key: "key-1", signal }),
    files: filesInMemory(),
    change: () => undefined,
    waitFor: ({ timedOut }) => timedOut,
  };
}

const prepared = { title: "Contract with Acme", lawyer: { id: 3, name: "Carla" } };

describe("the actions of Acme", () => {
  it("ask the portal once, with the key of the run", async () => {
    expect(await createContract(context(), prepared)).toEqual({ id: 501 });
    const body = { title: "Contract with Acme", deal: 42, lawyer: 3 };
    expect(asked).toEqual([{ request: "POST /api/contracts", key: "key-1", token: "Bearer secret", body }]);
  });

  it("say what is to be made", async () => {
    await textClient(context(), "See you at 10:00.");
    await textClient(context(), "See you at 10:00.", "+49 30 2");
    await createContract(context(), { ...prepared, amount: { amount: "50000.00", currency: "EUR" } });
    await deleteContract(context(), 501);
    expect(asked.map(({ request, body }) => [request, body])).toEqual([
      ["POST /api/messages", { text: "See you at 10:00.", to: "+49 170 1" }],
      ["POST /api/messages", { text: "See you at 10:00.", to: "+49 30 2" }],
      [
        "POST /api/contracts",
        { title: "Contract with Acme", deal: 42, lawyer: 3, amount: "50000.00", currency: "EUR" },
      ],
      ["DELETE /api/contracts/501", undefined],
    ]);
  });

  it("take a contract that is gone already for taken away", async () => {
    answer = { status: 404, body: "" };
    await expect(deleteContract(context(), 501)).resolves.toBeUndefined();
  });

  it("say what follows from what went wrong", async () => {
    const contract = () => createContract(context(), prepared);
    answer = { status: 503, body: "" };
    await expect(contract()).rejects.toThrow(TransientError);
    answer = { status: 422, body: '{"detail": "no such user"}' };
    await expect(contract()).rejects.toThrow(PermanentError);
    answer = { status: 201, body: "not JSON" };
    await expect(contract()).rejects.toThrow("has given the new one of its contracts no id");
    answer = undefined;
    await expect(contract()).rejects.toThrow(UncertainError);
    const nobody = context({ ACME_PORTAL_URL: await deadAddress() });
    await expect(createContract(nobody, prepared)).rejects.toThrow(TransientError);
    const unset = context({ ACME_PORTAL_TOKEN: " " });
    await expect(createContract(unset, prepared)).rejects.toThrow("ACME_PORTAL_TOKEN is not set");
    const alone = { ...context(), clients: [] };
    await expect(textClient(alone, "Hello")).rejects.toThrow("“Acme” has no client with a mobile phone.");
  });
});

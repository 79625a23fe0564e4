import type { Outbound } from "@onstage/runtime/actions";
import type { Messenger } from "./chats.ts";
import { openContract } from "./contract.ts";
import { textIn } from "./json.ts";
import type { Environment } from "./setting.ts";

/** Writes to clients by a provider that keeps the contract of docs/providers.md. */
export function openChatsOverHttp(environment: Environment, outbound: Outbound): Messenger {
  const door = openContract(environment, outbound, {
    prefix: "ONSTAGE_CHAT",
    name: "chat provider",
    example: "https://chat.example/messages",
  });
  return {
    send: async ({ key, client, ...message }, signal) => {
      const body = { ...message, ...(client && { client: { ...client } }) };
      return { id: textIn(await door.post(body, key, signal), "id") ?? key };
    },
  };
}

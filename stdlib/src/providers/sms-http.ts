import type { Outbound } from "@onstage/runtime/actions";
import { openContract } from "./contract.ts";
import { textIn } from "./json.ts";
import type { Environment } from "./setting.ts";
import type { SmsGateway } from "./sms.ts";

/** Sends SMS by a provider that keeps the contract of docs/providers.md. */
export function openSmsOverHttp(environment: Environment, outbound: Outbound): SmsGateway {
  const door = openContract(environment, outbound, {
    prefix: "ONSTAGE_SMS",
    name: "SMS provider",
    example: "https://sms.example/messages",
  });
  return {
    send: async ({ to, text, item, key }, signal) => {
      const answer = await door.post({ to, text, item }, key, signal);
      // It was taken: without an id of its own, it goes by ours.
      return { id: textIn(answer, "id") ?? key };
    },
  };
}

import type { Outbound } from "@onstage/runtime/actions";
import type { Audiences } from "./audiences.ts";
import { openContract } from "./contract.ts";
import type { Environment } from "./setting.ts";

/** Changes audiences by a provider that keeps the contract of docs/providers.md. */
export function openAudiencesOverHttp(environment: Environment, outbound: Outbound): Audiences {
  const door = openContract(environment, outbound, {
    prefix: "ONSTAGE_AUDIENCES",
    name: "provider of audiences",
    example: "https://ads.example/audiences",
  });
  return {
    change: async ({ audience, change, people, key }, signal) => {
      const body = { audience, change, people: people.map((person) => ({ ...person })) };
      await door.post(body, key, signal);
    },
  };
}

import { createHmac } from "node:crypto";
import type { Provider } from "@onstage/runtime/actions";
import { requiredSetting } from "./setting.ts";

/** What generated codes are made of. */
export interface CodeSeeds {
  /**
   * Bytes that nobody outside can work out, although keys of runs are no secret: others are told of them.
   *
   * @param key the key of the run; the same key gives the same bytes
   */
  readonly of: (key: string) => Uint8Array;
}

/** The seeds that a secret of the service gives. */
export function seedsFrom(secret: string): CodeSeeds {
  return { of: (key) => createHmac("sha256", secret).update(`code\n${key}`).digest() };
}

/** Seeds come of `ONSTAGE_LINK_KEY`, the secret that the service has for what clients are given. */
export const codeSeeds: Provider<CodeSeeds> = {
  name: "codeSeeds",
  open: (environment) => seedsFrom(requiredSetting(environment, "ONSTAGE_LINK_KEY", "a long random text")),
};

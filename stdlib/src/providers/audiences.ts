import type { Provider, Text } from "@onstage/runtime/actions";
import { openAudiencesOverHttp } from "./audiences-http.ts";
import { openMeta } from "./meta.ts";
import { adapterSetting } from "./setting-forms.ts";

/** Somebody in an advertising audience: known by hashes alone. */
export interface HashedPerson {
  /** SHA-256 in hex of the address in lower case. */
  readonly email?: string;
  /** SHA-256 in hex of the number with its country code, digits alone. */
  readonly phone?: string;
}

/** A change of an audience. */
export interface AudienceChange {
  /** Its id at the provider. */
  readonly audience: Text;
  readonly change: "add" | "remove";
  readonly people: readonly HashedPerson[];
  /** The key of the run. */
  readonly key: string;
}

/** Changes who is in advertising audiences. Being added twice is being in it once. */
export interface Audiences {
  /** Throws TransientError or PermanentError, as `PaymentProvider.createLink` does. */
  readonly change: (change: AudienceChange, signal: AbortSignal) => Promise<void>;
}

/**
 * The provider of advertising audiences. `ONSTAGE_AUDIENCES_PROVIDER=meta` changes custom audiences of Meta; left out,
 * one that keeps the contract of docs/providers.md, at `ONSTAGE_AUDIENCES_URL`:
 *
 *     { "audience": "2384…", "change": "add", "people": [{ "email": "<SHA-256>", "phone": "<SHA-256>" }] }
 *
 * `email` and `phone` are there as far as the client has them, at least one of them.
 */
export const audiences: Provider<Audiences> = {
  name: "audiences",
  open: (environment, outbound) => {
    const adapter = adapterSetting(environment, "ONSTAGE_AUDIENCES_PROVIDER", ["meta"]);
    return adapter === "meta"
      ? openMeta(environment, outbound)
      : openAudiencesOverHttp(environment, outbound);
  },
};

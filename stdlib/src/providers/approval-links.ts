import { approvalPath, type Provider, publicAddress, type User } from "@onstage/runtime/actions";
import { webAddress } from "../text/web-address.ts";

/** Addresses at which somebody can answer a request for approval. */
export interface ApprovalLinks {
  /**
   * The page of a request; undefined where the service has no address that people can open.
   *
   * @param run its id
   * @param key its key
   */
  readonly of: (run: string, key: string, user: User) => string | undefined;
}

/**
 * Two settings of the environment make links:
 *
 * - `ONSTAGE_PUBLIC_URL`: where people reach the service, `https://rules.acme.example`.
 * - `ONSTAGE_LINK_KEY`: what links are signed with. The service makes one where it is not set.
 */
export const approvalLinks: Provider<ApprovalLinks> = {
  name: "approvalLinks",
  open: (environment) => ({
    of: (run, key, { id }) => {
      const { ONSTAGE_PUBLIC_URL: text = "", ONSTAGE_LINK_KEY: secret = "" } = environment;
      const base = URL.parse(text.trim());
      if (base === null || secret === "") return undefined;
      return webAddress(publicAddress(base, approvalPath(secret, { run, key, user: id })));
    },
  }),
};

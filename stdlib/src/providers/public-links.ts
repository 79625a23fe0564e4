import {
  type CodeForm,
  PermanentError,
  type Provider,
  type PublicLink,
  publicAddress,
  publicLinkPath,
  type Url,
} from "@onstage/runtime/actions";
import { type Environment, requiredSetting } from "./setting.ts";
import { addressSetting } from "./setting-forms.ts";

/** Addresses in the service that clients open without a token. */
export interface PublicLinks {
  /** The address of a link; of the picture or the page of a QR code where its form is named. */
  readonly of: (link: PublicLink, form?: CodeForm) => Url;
}

const ADDRESS = "ONSTAGE_PUBLIC_URL";
/** What a mail program, a browser and the service take of an address. */
const LONGEST_URL = 7500;

function open(environment: Environment): PublicLinks {
  const text = requiredSetting(environment, ADDRESS, "https://rules.acme.example");
  const base = addressSetting(text, ADDRESS, "service as clients reach it", "ONSTAGE_TOKEN");
  const secret = requiredSetting(environment, "ONSTAGE_LINK_KEY", "a long random text");
  return {
    of: (link, form) => {
      const url = publicAddress(base, publicLinkPath(secret, link, form));
      if (url.length <= LONGEST_URL) return url;
      throw new PermanentError(
        "A link that clients are to follow gets too long. Make what it leads to, or says, shorter.",
      );
    },
  };
}

/**
 * Links of the service for clients. Two settings of the environment make them:
 *
 * - `ONSTAGE_PUBLIC_URL`: where people reach the service, `https://rules.acme.example`.
 * - `ONSTAGE_LINK_KEY`: what links are signed with. The service makes one where it is not set.
 */
export const publicLinks: Provider<PublicLinks> = { name: "publicLinks", open };

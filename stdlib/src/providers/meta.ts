import { type Outbound, PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import type { Audiences } from "./audiences.ts";
import { numberIn, textIn, valueIn } from "./json.ts";
import { ask, type Remote } from "./remote.ts";
import type { Environment } from "./setting.ts";
import { addressSetting, requiredToken } from "./setting-forms.ts";

const TOKEN = "ONSTAGE_META_TOKEN";
const ADDRESS = "ONSTAGE_META_URL";
/** The version of the Graph API that the requests below are of. */
const LATEST = "https://graph.facebook.com/v24.0";

/** Changes custom audiences of Meta: `POST` and `DELETE` of an audience's `users`, with hashed keys. */
export function openMeta(environment: Environment, outbound: Outbound): Audiences {
  const token = requiredToken(environment, TOKEN, "an access token with the permission ads_management");
  const base = addressSetting(environment[ADDRESS]?.trim() || LATEST, ADDRESS, "Graph API", TOKEN);
  const remote: Remote = {
    name: "provider of audiences",
    outbound: outbound.to(base),
    secrets: [token],
    // The same people again change nothing.
    knowsKeys: true,
    setting: ADDRESS,
    said: (json) => textIn(valueIn(json, "error"), "message"),
  };
  return {
    change: async ({ audience, change, people }, signal) => {
      if (!/^\d{1,32}$/u.test(audience)) {
        throw new PermanentError(
          `“${cleanLine(audience, 80)}” is no audience of Meta. Give its id, which has digits only.`,
        );
      }
      const payload = {
        schema: ["EMAIL", "PHONE"],
        data: people.map(({ email = "", phone = "" }) => [email, phone]),
      };
      const { json } = await ask(
        remote,
        {
          method: change === "add" ? "POST" : "DELETE",
          url: `${base.href.replace(/\/$/u, "")}/${audience}/users`,
          headers: { authorization: `Bearer ${token}` },
          body: new URLSearchParams({ payload: JSON.stringify(payload) }),
        },
        signal,
      );
      const invalid = numberIn(json, "num_invalid_entries") ?? 0;
      if (invalid >= people.length) {
        throw new PermanentError("Meta says that what it was given of the client is not valid.");
      }
    },
  };
}

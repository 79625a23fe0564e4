import { type Outbound, PermanentError } from "@onstage/runtime/actions";
import { numberIn, textIn } from "./json.ts";
import { ask, type Remote } from "./remote.ts";
import { type Environment, requiredSetting } from "./setting.ts";
import { addressSetting, requiredToken } from "./setting-forms.ts";

const ACCOUNT = "ONSTAGE_TWILIO_ACCOUNT";
const TOKEN = "ONSTAGE_TWILIO_TOKEN";
const FROM = "ONSTAGE_TWILIO_FROM";
const ADDRESS = "ONSTAGE_TWILIO_URL";

/** An account at Twilio. */
export interface Twilio {
  /** The number, or for SMS the messaging service, that everything comes from. */
  readonly from: string;
  /**
   * Makes something: posts a form to a list of the account, such as `Messages`.
   *
   * @throws see `ask`; Twilio knows no keys, so that a request without an answer is uncertain
   */
  readonly create: (list: string, form: URLSearchParams, signal: AbortSignal) => Promise<unknown>;
  /** Reads something of such a list. */
  readonly read: (list: string, id: string, signal: AbortSignal) => Promise<unknown>;
}

/** What Twilio says is wrong, with the number under which its documentation explains it. */
function said(json: unknown): string | undefined {
  const message = textIn(json, "message");
  const code = numberIn(json, "code");
  return message === undefined || code === undefined ? message : `${message} (Twilio ${code})`;
}

/**
 * Opens an account by its settings: `ONSTAGE_TWILIO_ACCOUNT`, `ONSTAGE_TWILIO_TOKEN` and `ONSTAGE_TWILIO_FROM`.
 *
 * @param name as sentences name it: `SMS provider`
 */
export function openTwilio(environment: Environment, outbound: Outbound, name: string): Twilio {
  const account = requiredSetting(environment, ACCOUNT, "AC00000000000000000000000000000000");
  if (!/^AC[0-9a-f]{32}$/iu.test(account)) {
    throw new PermanentError(
      `${ACCOUNT} is no account of Twilio. It begins with AC and has 32 digits behind it.`,
    );
  }
  const token = requiredToken(environment, TOKEN, "the auth token of the Twilio account");
  const from = requiredSetting(environment, FROM, "+4930123456");
  const base = addressSetting(
    environment[ADDRESS]?.trim() || "https://api.twilio.com",
    ADDRESS,
    "Twilio API",
    TOKEN,
  );
  const headers = { authorization: `Basic ${Buffer.from(`${account}:${token}`).toString("base64")}` };
  const remote: Remote = {
    name,
    outbound: outbound.to(base),
    secrets: [token],
    knowsKeys: false,
    setting: ADDRESS,
    said,
  };
  const address = (path: string) => new URL(`/2010-04-01/Accounts/${account}/${path}.json`, base).href;
  return {
    from,
    create: async (list, form, signal) =>
      (await ask(remote, { url: address(list), headers, body: form }, signal)).json,
    read: async (list, id, signal) => {
      const looking: Remote = { ...remote, knowsKeys: true };
      const url = address(`${list}/${encodeURIComponent(id)}`);
      return (await ask(looking, { method: "GET", url, headers }, signal)).json;
    },
  };
}

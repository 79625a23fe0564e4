import { type Outbound, PermanentError, UncertainError } from "@onstage/runtime/actions";
import type { Messenger } from "./chats.ts";
import { numberIn, textIn, valueIn } from "./json.ts";
import { ask, type Remote } from "./remote.ts";
import type { Environment } from "./setting.ts";
import { addressSetting, requiredToken } from "./setting-forms.ts";

const TOKEN = "ONSTAGE_TELEGRAM_TOKEN";
const ADDRESS = "ONSTAGE_TELEGRAM_URL";

/** Writes as a bot of Telegram, by `sendMessage` of its Bot API. A bot can write only to who has written to it before. */
export function openTelegram(environment: Environment, outbound: Outbound): Messenger {
  const token = requiredToken(environment, TOKEN, "the token that @BotFather gave the bot");
  if (!/^\d+:[\w-]+$/u.test(token)) {
    throw new PermanentError(
      `${TOKEN} is no token of a bot. Copy it again: it has digits, a colon and more behind it.`,
    );
  }
  const base = addressSetting(
    environment[ADDRESS]?.trim() || "https://api.telegram.org",
    ADDRESS,
    "Bot API",
    TOKEN,
  );
  const remote: Remote = {
    name: "chat provider",
    outbound: outbound.to(base),
    secrets: [token],
    knowsKeys: false,
    setting: ADDRESS,
    said: (json) => textIn(json, "description"),
    askedToWait: (json) => {
      const seconds = numberIn(valueIn(json, "parameters"), "retry_after");
      return seconds === undefined ? undefined : Math.max(seconds, 0) * 1000;
    },
  };
  const url = new URL(`/bot${token}/sendMessage`, base).href;
  return {
    send: async ({ to, text }, signal) => {
      if (to === undefined) {
        throw new PermanentError(
          "A bot of Telegram needs to know the chat. Give the action “to”, such as a field of the contact with the id of its chat.",
        );
      }
      const body = JSON.stringify({ chat_id: to, text });
      const { json } = await ask(remote, { url, body }, signal);
      const id = numberIn(valueIn(json, "result"), "message_id");
      if (id === undefined) {
        throw new UncertainError(
          "The chat provider answered without a message: it may have been sent. Look there, then confirm it or send it again.",
        );
      }
      return { id: String(id) };
    },
  };
}

import type { Provider, Text } from "@onstage/runtime/actions";
import { openChatsOverHttp } from "./chats-http.ts";
import { adapterSetting } from "./setting-forms.ts";
import { openTelegram } from "./telegram.ts";

/** A message to a client in a messenger or an open channel. */
export interface OutgoingChatMessage {
  readonly text: Text;
  /** The chat, as the messenger knows it; left out, the provider finds the one of the client. */
  readonly to?: Text;
  /** The channel, where there are several: `whatsapp`. */
  readonly channel?: Text;
  /** The client that is written to; absent where the item has none. */
  readonly client?: {
    readonly entity: string;
    readonly id: number;
    readonly name: string;
    readonly phone?: string;
  };
  /** `deals/42` */
  readonly item: string;
  /** The key of the run. */
  readonly key: string;
}

/** A message that the provider has taken. */
export interface SentChatMessage {
  /** Its id at the provider. */
  readonly id: Text;
}

/** Writes to clients where they chat. */
export interface Messenger {
  /**
   * Hands the message over, and returns when the provider has taken it.
   *
   * @param signal ends the attempt
   * @throws TransientError, PermanentError or UncertainError, as `Mailer.send` does
   */
  readonly send: (message: OutgoingChatMessage, signal: AbortSignal) => Promise<SentChatMessage>;
}

/**
 * The provider of chats. `ONSTAGE_CHAT_PROVIDER=telegram` writes as a bot of Telegram; left out, one that keeps the
 * contract of docs/providers.md, at `ONSTAGE_CHAT_URL`:
 *
 *     { "text": "…", "to": "4711", "channel": "whatsapp", "client": { "entity": "contacts", "id": 7, "name": "Ann",
 *       "phone": "+4915112345678" }, "item": "deals/42" }    →    { "id": "…" }
 *
 * `text` and `item` are always there.
 */
export const chats: Provider<Messenger> = {
  name: "chats",
  open: (environment, outbound) => {
    const adapter = adapterSetting(environment, "ONSTAGE_CHAT_PROVIDER", ["telegram"]);
    return adapter === "telegram"
      ? openTelegram(environment, outbound)
      : openChatsOverHttp(environment, outbound);
  },
};

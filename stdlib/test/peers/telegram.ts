import { type HttpPeer, type PeerAnswer, startPeer } from "./http-peer.ts";

export const botToken = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

function refused(error_code: number, description: string, parameters?: object): PeerAnswer {
  return {
    status: error_code,
    json: { ok: false, error_code, description, ...(parameters && { parameters }) },
  };
}

/** The Bot API of Telegram, as its documentation describes `sendMessage`. */
export function startTelegram(): Promise<HttpPeer> {
  return startPeer(({ path, headers, text }) => {
    if (path !== `/bot${botToken}/sendMessage`) return refused(401, "Unauthorized");
    if (headers["content-type"] !== "application/json")
      return refused(400, "Bad Request: message text is empty");
    const asked: { readonly chat_id?: string; readonly text?: string } = JSON.parse(text);
    if (!asked.text) return refused(400, "Bad Request: message text is empty");
    switch (asked.chat_id) {
      case undefined:
        return refused(400, "Bad Request: chat_id is empty");
      case "404":
        return refused(400, "Bad Request: chat not found");
      case "403":
        return refused(403, "Forbidden: bot was blocked by the user");
      case "429":
        return refused(429, "Too Many Requests: retry after 7", { retry_after: 7 });
      default:
        return {
          status: 200,
          json: {
            ok: true,
            result: { message_id: 99, chat: { id: Number(asked.chat_id) }, text: asked.text },
          },
        };
    }
  });
}

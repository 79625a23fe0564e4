import type { Provider } from "@onstage/runtime/actions";
import type { Mailer, OutgoingMail } from "../providers/mail.ts";
import { mail } from "../providers/mail.ts";
import { messageIdOf } from "../providers/message-id.ts";
import { type Notice, type Noticeboard, notices, noticesByMail } from "../providers/notices.ts";
import { type PaymentProvider, type PaymentRequest, payments } from "../providers/payments.ts";

/** What actions have handed to their providers, in order. */
export interface Sent {
  readonly mails: readonly OutgoingMail[];
  readonly notices: readonly Notice[];
  readonly payments: readonly PaymentRequest[];
}

/** Providers that send nothing and remember what they were given. */
export interface MemoryProviders {
  readonly use: <T>(provider: Provider<T>) => T;
  readonly sent: Sent;
}

/**
 * Opens providers that stay in memory. A payment link is `https://pay.example/` and the id of the item; a notice
 * fails as it would by mail, where the user has no address.
 */
export function memoryProviders(): MemoryProviders {
  const mails: OutgoingMail[] = [];
  const told: Notice[] = [];
  const asked: PaymentRequest[] = [];
  const mailer: Mailer = {
    send: async (outgoing) => {
      mails.push(outgoing);
      return { messageId: messageIdOf(outgoing.key, "mail.example") };
    },
    close: () => undefined,
  };
  const deadEnd: Mailer = {
    ...mailer,
    send: async ({ key }) => ({ messageId: messageIdOf(key, "mail.example") }),
  };
  const noticeboard: Noticeboard = {
    tell: async (notice, signal) => {
      await noticesByMail(deadEnd).tell(notice, signal);
      told.push(notice);
    },
    close: () => undefined,
  };
  const desk: PaymentProvider = {
    createLink: async (request) => {
      asked.push(request);
      return { url: `https://pay.example/${request.item.slice(request.item.lastIndexOf("/") + 1)}` };
    },
  };
  const open = new Map<string, unknown>([
    [mail.name, mailer],
    [notices.name, noticeboard],
    [payments.name, desk],
  ]);
  return {
    use: <T>(provider: Provider<T>) => {
      if (!open.has(provider.name)) throw new Error(`there is no provider "${provider.name}" in memory`);
      // A provider's name stands for its type: the map above holds one of the same type for each name.
      return open.get(provider.name) as T;
    },
    sent: { mails, notices: told, payments: asked },
  };
}

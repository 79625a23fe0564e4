import type { Provider } from "@onstage/runtime/actions";
import { type ApprovalLinks, approvalLinks } from "../providers/approval-links.ts";
import { type AudienceChange, type Audiences, audiences } from "../providers/audiences.ts";
import { calls, type OutgoingCall, type Telephone } from "../providers/calls.ts";
import { chats, type Messenger, type OutgoingChatMessage } from "../providers/chats.ts";
import { codeSeeds, seedsFrom } from "../providers/code-seeds.ts";
import { type DocumentMaker, type DocumentOrder, documents } from "../providers/documents.ts";
import type { Mailer, OutgoingMail } from "../providers/mail.ts";
import { mail } from "../providers/mail.ts";
import { type Notice, type Noticeboard, notices, noticesByMail } from "../providers/notices.ts";
import { type PaymentProvider, type PaymentRequest, payments } from "../providers/payments.ts";
import { type PublicLinks, publicLinks } from "../providers/public-links.ts";
import { type OutgoingSms, type SmsGateway, sms } from "../providers/sms.ts";
import { type OutgoingWebhook, type Webhooks, webhooks } from "../providers/webhooks.ts";

/** What actions have handed to their providers, in order. */
export interface Sent {
  readonly mails: readonly OutgoingMail[];
  readonly notices: readonly Notice[];
  readonly payments: readonly PaymentRequest[];
  readonly sms: readonly OutgoingSms[];
  readonly calls: readonly OutgoingCall[];
  readonly chatMessages: readonly OutgoingChatMessage[];
  readonly audiences: readonly AudienceChange[];
  readonly webhooks: readonly OutgoingWebhook[];
  readonly documents: readonly DocumentOrder[];
}

/** Providers that send nothing and remember what they were given. */
export interface MemoryProviders {
  readonly use: <T>(provider: Provider<T>) => T;
  readonly sent: Sent;
}

/**
 * Opens providers that stay in memory. A payment link is `https://pay.example/` and the id of the item; a notice
 * fails as it would by mail, where the user has no address; calls are answered; webhooks get an empty answer of 200;
 * documents hold the values that a template would be filled with.
 */
export function memoryProviders(): MemoryProviders {
  const mails: OutgoingMail[] = [];
  const noticed: Notice[] = [];
  const asked: PaymentRequest[] = [];
  const idOf = (key: string): string => `<${key}@mail.example>`;
  const mailer: Mailer = {
    send: async (outgoing) => {
      mails.push(outgoing);
      return { messageId: idOf(outgoing.key) };
    },
    messageIdOf: idOf,
    close: () => undefined,
  };
  const deadEnd: Mailer = {
    ...mailer,
    send: async ({ key }) => ({ messageId: idOf(key) }),
  };
  const noticeboard: Noticeboard = {
    tell: async (notice, signal) => {
      await noticesByMail(deadEnd).tell(notice, signal);
      noticed.push(notice);
    },
    close: () => undefined,
  };
  const desk: PaymentProvider = {
    createLink: async (request) => {
      asked.push(request);
      return { url: `https://pay.example/${request.item.slice(request.item.lastIndexOf("/") + 1)}` };
    },
  };
  const texted: OutgoingSms[] = [];
  const gateway: SmsGateway = {
    send: async (outgoing) => {
      texted.push(outgoing);
      return { id: outgoing.key };
    },
  };
  const called: OutgoingCall[] = [];
  const telephone: Telephone = {
    call: async (outgoing) => {
      called.push(outgoing);
      return { id: outgoing.key, outcome: "answered" };
    },
  };
  const chatted: OutgoingChatMessage[] = [];
  const messenger: Messenger = {
    send: async (outgoing) => {
      chatted.push(outgoing);
      return { id: outgoing.key };
    },
  };
  const changed: AudienceChange[] = [];
  const crowd: Audiences = { change: async (change) => void changed.push(change) };
  const told: OutgoingWebhook[] = [];
  const caller: Webhooks = {
    call: async (webhook) => {
      told.push(webhook);
      return { status: 200, json: undefined };
    },
  };
  const links: ApprovalLinks = { of: (run) => `https://rules.example/v1/approvals/${run}` };
  const followed: PublicLinks = {
    of: ({ kind, item }, form) => `https://rules.example/${[kind, item, form].filter(Boolean).join("/")}`,
  };
  const ordered: DocumentOrder[] = [];
  const office: DocumentMaker = {
    make: async (order) => {
      ordered.push(order);
      const bytes = Buffer.from(JSON.stringify([order.template, ...order.values]));
      return { docx: bytes, pdf: bytes };
    },
  };
  const open = new Map<string, unknown>([
    [documents.name, office],
    [publicLinks.name, followed],
    [codeSeeds.name, seedsFrom("in memory")],
    [approvalLinks.name, links],
    [sms.name, gateway],
    [calls.name, telephone],
    [chats.name, messenger],
    [audiences.name, crowd],
    [webhooks.name, caller],
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
    sent: {
      mails,
      notices: noticed,
      payments: asked,
      sms: texted,
      calls: called,
      chatMessages: chatted,
      audiences: changed,
      webhooks: told,
      documents: ordered,
    },
  };
}

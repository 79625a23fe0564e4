import { escapeHtml, textToHtml } from "../text/html.ts";
import type { CaughtMail } from "./mail-catcher.ts";
import type { CaughtMessage } from "./message-desk.ts";

/** Something that the page shows. */
export type CaughtPage =
  | CaughtMessage
  | { readonly kind: "mail"; readonly at: Date; readonly id: number; readonly mail: CaughtMail };

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent) }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 1.5rem; overflow-wrap: anywhere }
article { border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem; margin: .8rem 0 }
.head { opacity: .75; font-size: .9rem; display: flex; justify-content: space-between; gap: 1rem }
.bubble { background: color-mix(in srgb, #2a7 22%, transparent); border-radius: 1rem 1rem 1rem .2rem; padding: .1rem 1rem; margin: .5rem 0; max-width: 26rem; white-space: pre-wrap }
.bubble p { margin: .4rem 0 } h1 { font-size: 1.3rem } dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem } dd { margin: 0 }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); background: #fff }
`;

function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${escapeHtml(title)}</title><style>${style}</style></head><body>
${body}
</body></html>
`;
}

const time = (at: Date): string => at.toLocaleTimeString("en-GB");

function article(what: string, item: string, at: Date, body: string): string {
  const head = `<span>${escapeHtml(what)}</span><span>${escapeHtml([item, time(at)].filter((one) => one !== "").join(" · "))}</span>`;
  return `<article><div class="head">${head}</div>${body}</article>`;
}

const bubble = (text: string): string => `<div class="bubble">${textToHtml(text)}</div>`;

function shown(one: CaughtPage): string {
  switch (one.kind) {
    case "mail": {
      const { subject, to, attachments = [] } = one.mail;
      const files = attachments.length === 0 ? "" : ` (${attachments.map(({ name }) => name).join(", ")})`;
      const link = `<p><a href="/mails/${one.id}">${escapeHtml(subject || "(no subject)")}</a>${escapeHtml(files)}</p>`;
      return article(`Mail to ${to.join(", ")}`, "", one.at, link);
    }
    case "sms":
      return article(`SMS to ${one.to}`, one.item, one.at, bubble(one.text));
    case "chat": {
      const channel = one.channel === "" ? "Chat" : one.channel;
      return article(`${channel} message to ${one.to}`, one.item, one.at, bubble(one.text));
    }
    case "call":
      return article(`Call to ${one.to}`, one.item, one.at, `<p>A voice says:</p>${bubble(one.text)}`);
  }
}

/** The page with everything that was caught, the latest first. It looks again by itself. */
export function caughtPage(all: readonly CaughtPage[]): string {
  const list = all.toReversed().map(shown).join("\n");
  const empty = "<p>Nothing has been sent yet.</p>";
  return page(
    all.length === 0 ? "Nothing caught yet" : `${all.length} caught`,
    `<h1>What would have been sent</h1>\n${list === "" ? empty : list}`,
    '<meta http-equiv="refresh" content="2">',
  );
}

/** What the page of a mail may do: show the mail in a frame of its own, with the pictures that a mail program would load. */
export const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; frame-src 'self'; base-uri 'none'; form-action 'none'";

/** A mail as its receiver sees it, with whatever it holds kept in a frame that can run nothing. */
export function mailPage(id: number, mail: CaughtMail): string {
  const { subject, from, to, cc = [], bcc = [], replyTo, attachments = [] } = mail;
  const lines: readonly (readonly [string, string])[] = [
    ["From", from],
    ["To", to.join(", ")],
    ["Cc", cc.join(", ")],
    ["Bcc", bcc.join(", ")],
    ["Reply to", replyTo ?? ""],
  ];
  const head = lines
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`)
    .join("");
  const files = attachments
    .map(({ name, bytes }, index) => {
      const size = `${Math.ceil(bytes.byteLength / 1024)} KB`;
      return `<li><a href="/mails/${id}/files/${index}">${escapeHtml(name)}</a> ${size}</li>`;
    })
    .join("");
  const inside = `<base target="_blank">${mail.html === "" ? textToHtml(mail.text) : mail.html}`;
  return page(
    subject,
    `<p><a href="/">All messages</a></p><h1>${escapeHtml(subject)}</h1><dl>${head}</dl>${files && `<ul>${files}</ul>`}
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(inside)}"></iframe>`,
  );
}

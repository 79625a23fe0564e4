import { createHash } from "node:crypto";
import { type Html, html } from "./api/html.ts";

const style = `
:root { color-scheme: light dark }
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 2rem 1.5rem; overflow-wrap: anywhere }
h1 { font-size: 1.3rem; line-height: 1.25 } .request { white-space: pre-wrap; border-left: .25rem solid; padding-left: 1rem }
button { font: inherit; padding: .6rem 1.4rem; margin: .5rem .5rem 0 0; cursor: pointer } .soft { opacity: .7 }
`;

/** What the page may do: show itself, and send its form back to where it came from. */
export const approvalPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** What the page of a request for approval shows. */
export interface ApprovalPage {
  /** The item by its title. */
  readonly item: string;
  /** What is to be approved; empty where the run does not say. */
  readonly text: string;
  /** Who was asked; empty where the user is not known any more. */
  readonly who: string;
  /** `open` where an answer counts, until when it does; otherwise what became of the request. */
  readonly state: { readonly open: string | null } | { readonly over: string };
}

function answers(until: string | null): Html {
  return html`<form method="post">
<button name="decision" value="approved">Approve</button><button name="decision" value="rejected">Reject</button>
</form>
${until !== null && html`<p class="soft">An answer counts until ${until}.</p>`}`;
}

/** Writes the page on which somebody answers a request for approval. It loads nothing and runs nothing. */
export function approvalPage({ item, text, who, state }: ApprovalPage): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>Approval: ${item}</title><style>${{ html: style }}</style></head><body>
<h1>${item}</h1>
${who !== "" && html`<p class="soft">${who} was asked:</p>`}
${text !== "" && html`<p class="request">${text}</p>`}
${"over" in state ? html`<p><strong>${state.over}</strong></p>` : answers(state.open)}
</body></html>
`;
  return page.html;
}

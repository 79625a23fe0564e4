import { createHash } from "node:crypto";
import { html } from "../api/html.ts";

const style = `
:root { color-scheme: light dark }
body { font: 1.05rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 2rem 1.5rem; overflow-wrap: anywhere }
h1 { font-size: 1.3rem; line-height: 1.25 } p { white-space: pre-wrap } img { background: #fff; max-width: 100% }
`;

/** What the pages may do: show themselves and a picture of the service. They run nothing and can be framed by nobody. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What a client sees: a title, a text, and a picture. */
export interface LinkPage {
  readonly title: string;
  readonly text: string;
  /** Address of a QR code as seen from the page, whatever path the service is reached at; where it is to be shown. */
  readonly picture?: string;
}

/** Writes the page. */
export function linkPage({ title, text, picture }: LinkPage): string {
  const page = html`<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${{ html: style }}</style></head><body>
<h1>${title}</h1>
${text !== "" && html`<p>${text}</p>`}
${picture !== undefined && html`<img src="${picture}" alt="QR code">`}
</body></html>
`;
  return page.html;
}

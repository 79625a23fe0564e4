const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => ESCAPES[sign] ?? sign);
}

const ADDRESS = /https?:\/\/[^\s<>"]+/giu;
/** What ends a sentence rather than an address. */
const SENTENCE_END = ".,;:!?)]}'’”»";

/** Where the address ends and the sentence goes on. */
function addressLength(found: string): number {
  let length = found.length;
  while (length > 0 && SENTENCE_END.includes(found.charAt(length - 1))) length -= 1;
  return length;
}

/** Where the link to an address leads. */
export type LinkTarget = (address: string) => string;

function anchor(found: string, targetOf: LinkTarget): string {
  const length = addressLength(found);
  const address = found.slice(0, length);
  const target = URL.parse(address);
  if (target === null) return escapeHtml(found);
  return `<a href="${escapeHtml(targetOf(target.href))}">${escapeHtml(address)}</a>${escapeHtml(found.slice(length))}`;
}

/** One line of text as HTML: escaped, with the web addresses in it as links. */
function lineToHtml(line: string, targetOf: LinkTarget): string {
  let html = "";
  let done = 0;
  for (const match of line.matchAll(ADDRESS)) {
    html += escapeHtml(line.slice(done, match.index)) + anchor(match[0], targetOf);
    done = match.index + match[0].length;
  }
  return html + escapeHtml(line.slice(done));
}

/**
 * Plain text as HTML paragraphs: nothing in it becomes markup, web addresses become links, an empty line begins a
 * new paragraph.
 *
 * @param targetOf where links lead; to the address itself if left out
 */
export function textToHtml(text: string, targetOf: LinkTarget = (address) => address): string {
  return text
    .split(/\n{2,}/u)
    .map(
      (paragraph) =>
        `<p>${paragraph
          .split("\n")
          .map((line) => lineToHtml(line, targetOf))
          .join("<br>\n")}</p>`,
    )
    .join("\n");
}

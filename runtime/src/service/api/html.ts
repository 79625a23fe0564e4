/** HTML that has been made safe, or was written here. */
export interface Html {
  readonly html: string;
}

const signs: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

type Part = string | number | Html | readonly Html[] | false | undefined;

function write(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "object") return "html" in part ? part.html : part.map((one) => one.html).join("");
  return String(part).replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? "");
}

/** Writes HTML: what is put into it is text, unless it is HTML itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: texts.map((text, place) => `${text}${write(parts[place])}`).join("") };
}

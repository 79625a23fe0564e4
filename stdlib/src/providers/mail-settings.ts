import { PermanentError } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";
import { isEmailAddress } from "../text/email-address.ts";
import { type MailLayout, readLayout } from "../text/mail-layout.ts";
import { fileSetting } from "./file-setting.ts";
import { type Environment, requiredSetting } from "./setting.ts";

/** Where mail goes, and from whom. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Whether mail may only go over an encrypted connection. */
  readonly requireTls: boolean;
  readonly login?: { readonly user: string; readonly password: string };
  readonly from: { readonly name: string; readonly address: string };
  /** Certificates that are trusted beside the usual ones, in PEM. */
  readonly ca?: string;
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly key: string };
  readonly layout?: MailLayout;
  /** What the service signs links with: Message-IDs name the item where it is there. */
  readonly linkKey?: string;
}

const SMTP_URL = "ONSTAGE_SMTP_URL";
const MAIL_FROM = "ONSTAGE_MAIL_FROM";
const DKIM_KEY = "ONSTAGE_DKIM_KEY_FILE";

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new PermanentError(
      `The user or the password in ${SMTP_URL} has a “%” that encodes nothing. Write a plain “%” as “%25”.`,
    );
  }
}

function server(text: string): Omit<MailSettings, "from"> {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "smtp:" && url.protocol !== "smtps:") || url.hostname === "") {
    throw new PermanentError(
      `${SMTP_URL} is no address of a mail server. Write smtp://host:port or smtps://host:port, with user:password@ before the host if needed.`,
    );
  }
  if (url.search !== "") {
    throw new PermanentError(`${SMTP_URL} has options behind “?”, which are not read. Take them away.`);
  }
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  const login = url.username !== "" && { user: decoded(url.username), password: decoded(url.password) };
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && login !== false && !isThisMachine(host),
    ...(login && { login }),
  };
}

function sender(text: string): MailSettings["from"] {
  const line = cleanLine(text, 320);
  const open = line.endsWith(">") ? line.lastIndexOf("<") : -1;
  const address = open < 0 ? line : line.slice(open + 1, -1).trim();
  const name = open < 0 ? "" : line.slice(0, open).trim().replace(/^"|"$/gu, "");
  if (!isEmailAddress(address)) {
    throw new PermanentError(
      `${MAIL_FROM} is no sender. Write an address such as sales@acme.example, or Acme <sales@acme.example>.`,
    );
  }
  return { name, address };
}

function dkim(environment: Environment, sender: string): NonNullable<MailSettings["dkim"]> | undefined {
  const key = fileSetting(environment, DKIM_KEY);
  if (key === undefined) return undefined;
  if (!/-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/u.test(key)) {
    throw new PermanentError(`The file that ${DKIM_KEY} names holds no private key in PEM.`);
  }
  const domain = environment.ONSTAGE_DKIM_DOMAIN?.trim() || sender.slice(sender.lastIndexOf("@") + 1);
  return { domain, selector: requiredSetting(environment, "ONSTAGE_DKIM_SELECTOR", "onstage"), key };
}

/**
 * Reads the settings of the mail server from the environment.
 *
 * @throws PermanentError that says which variable is missing or wrong; it never shows what the URL holds
 */
export function mailSettings(environment: Environment): MailSettings {
  const smtp = server(requiredSetting(environment, SMTP_URL, "smtps://mail.example"));
  const from = sender(requiredSetting(environment, MAIL_FROM, "sales@acme.example"));
  const ca = fileSetting(environment, "ONSTAGE_SMTP_CA_FILE");
  const signing = dkim(environment, from.address);
  const linkKey = environment.ONSTAGE_LINK_KEY ?? "";
  const layout = fileSetting(environment, "ONSTAGE_MAIL_LAYOUT");
  return {
    ...smtp,
    from,
    ...(ca !== undefined && { ca }),
    ...(signing && { dkim: signing }),
    ...(layout !== undefined && { layout: readLayout(layout) }),
    ...(linkKey !== "" && { linkKey }),
  };
}

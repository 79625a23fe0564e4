import type { Provider, Text, User } from "@onstage/runtime/actions";
import { employeeEmail } from "../text/employee-address.ts";
import { writeLetter } from "../text/letter.ts";
import { type Mailer, mail } from "./mail.ts";

/** Something that an employee is to know. */
export interface Notice {
  readonly user: User;
  readonly about: {
    /** `deals/42` */
    readonly item: string;
    readonly title: string;
  };
  readonly message: Text;
  /** The key of the run. */
  readonly key: string;
}

/** Tells employees. */
export interface Noticeboard {
  /** Returns when the notice is on its way; throws as `Mailer.send` does. */
  readonly tell: (notice: Notice, signal: AbortSignal) => Promise<void>;
  /** Closes what is kept open. */
  readonly close: () => void;
}

/** Tells employees by e-mail, at the address the CRM has for them. */
export function noticesByMail(mailer: Mailer): Noticeboard {
  return {
    tell: async ({ user, about, message, key }, signal) => {
      const address = employeeEmail(user);
      const letter = writeLetter(`${message}\n\n${about.title} (${about.item})`, about.title);
      await mailer.send({ ...letter, to: address, key }, signal);
    },
    close: mailer.close,
  };
}

/** How employees are told: by e-mail, with the settings of the mail server. */
export const notices: Provider<Noticeboard> = {
  name: "notices",
  open: (environment, outbound) => noticesByMail(mail.open(environment, outbound)),
};

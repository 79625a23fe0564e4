interface Setting {
  readonly name: string;
  readonly actions: readonly string[];
  readonly example: string;
}

const settings: readonly Setting[] = [
  { name: "ONSTAGE_SMTP_URL", actions: ["sendEmail", "notify"], example: "smtp://mail.example.com:587" },
  { name: "ONSTAGE_MAIL_FROM", actions: ["sendEmail", "notify"], example: "Acme Sales <sales@example.com>" },
  {
    name: "ONSTAGE_PAYMENTS_URL",
    actions: ["createPaymentLink"],
    example: "https://payments.example.com/links",
  },
];

/**
 * What the environment lacks for the actions that rules use, each as a sentence.
 *
 * @param actions names of the actions in use
 * @param environment the settings that are there
 */
export function missingSettings(
  actions: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return settings.flatMap(({ name, actions: needing, example }) => {
    const used = needing.filter((action) => actions.includes(action));
    if (used.length === 0 || (environment[name] ?? "") !== "") return [];
    return [`${name} is not set, so ${used.join(" and ")} will fail; set it, for instance to ${example}`];
  });
}

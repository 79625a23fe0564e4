interface Setting {
  readonly name: string;
  readonly actions: readonly string[];
  readonly example: string;
  /** Which adapter needs it, by the setting that chooses one; the one that is used if nothing is set otherwise. */
  readonly where?: readonly [setting: string, adapter: string];
}

const mails = ["sendEmail", "sendEmailToEmployee", "notify", "requestApproval"];
const texts = ["sendSms", "sendSmsToEmployee"];
const crowds = ["addToAudience", "removeFromAudience"];

/** What an account at Twilio needs, for SMS and for calls. */
function twilio(chosenBy: string, actions: readonly string[]): readonly Setting[] {
  const where = [chosenBy, "twilio"] as const;
  return [
    { name: "ONSTAGE_TWILIO_ACCOUNT", actions, where, example: "AC00000000000000000000000000000000" },
    { name: "ONSTAGE_TWILIO_TOKEN", actions, where, example: "the auth token of the account" },
    { name: "ONSTAGE_TWILIO_FROM", actions, where, example: "+4930123456" },
  ];
}

function http(prefix: string, actions: readonly string[], example: string): Setting {
  return { name: `${prefix}_URL`, actions, where: [`${prefix}_PROVIDER`, "http"], example };
}

const settings: readonly Setting[] = [
  { name: "ONSTAGE_SMTP_URL", actions: mails, example: "smtp://mail.example.com:587" },
  { name: "ONSTAGE_MAIL_FROM", actions: mails, example: "Acme Sales <sales@example.com>" },
  http("ONSTAGE_PAYMENTS", ["createPaymentLink"], "https://payments.example.com/links"),
  {
    name: "ONSTAGE_STRIPE_KEY",
    actions: ["createPaymentLink"],
    where: ["ONSTAGE_PAYMENTS_PROVIDER", "stripe"],
    example: "the secret key of the account",
  },
  http("ONSTAGE_SMS", texts, "https://sms.example.com/messages"),
  ...twilio("ONSTAGE_SMS_PROVIDER", texts),
  http("ONSTAGE_CALLS", ["robocall"], "https://calls.example.com/calls"),
  ...twilio("ONSTAGE_CALLS_PROVIDER", ["robocall"]),
  http("ONSTAGE_CHAT", ["sendChatMessage"], "https://chat.example.com/messages"),
  {
    name: "ONSTAGE_TELEGRAM_TOKEN",
    actions: ["sendChatMessage"],
    where: ["ONSTAGE_CHAT_PROVIDER", "telegram"],
    example: "the token that @BotFather gave the bot",
  },
  http("ONSTAGE_AUDIENCES", crowds, "https://ads.example.com/audiences"),
  {
    name: "ONSTAGE_META_TOKEN",
    actions: crowds,
    where: ["ONSTAGE_AUDIENCES_PROVIDER", "meta"],
    example: "an access token with the permission ads_management",
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
  const isSet = (name: string): boolean => (environment[name]?.trim() ?? "") !== "";
  const isChosen = ({ where }: Setting): boolean => {
    if (where === undefined) return true;
    const [setting, adapter] = where;
    return (isSet(setting) ? environment[setting]?.trim() : "http") === adapter;
  };
  const sentences = settings.flatMap((setting) => {
    const { name, actions: needing, example } = setting;
    const used = needing.filter((action) => actions.includes(action));
    if (used.length === 0 || isSet(name) || !isChosen(setting)) return [];
    return [`${name} is not set, so ${used.join(" and ")} will fail; set it, for instance to ${example}`];
  });
  return sentences;
}

/** An address that another system calls, as `onstage.json` has it. */
export interface HookSettings {
  /** `signature`: Standard Webhooks. `bitrix24`: the application token in the body. */
  readonly verify: "signature" | "bitrix24";
  /** The name of the environment variable that has the secret; the secret itself is written nowhere. */
  readonly secret: string;
  /** Where in a JSON body the item is named, such as `data.deal`; `item` if left out. */
  readonly item?: string;
  /** What a signed message becomes; `webhookReceived` if left out. */
  readonly event?: "webhookReceived" | "emailReceived";
}

/** The hooks of a service by their names. */
export type Hooks = Readonly<Record<string, HookSettings>>;

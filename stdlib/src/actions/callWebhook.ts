import type { ActionContext, Integer, Text, Url } from "@onstage/runtime/actions";
import { textIn, valueIn } from "../providers/json.ts";
import { webhooks } from "../providers/webhooks.ts";
import { webAddress } from "../text/web-address.ts";

/** Something that a webhook is told beside the item. */
export interface WebhookValue {
  readonly name: Text;
  readonly value: Text | number | boolean;
}

/** What the other system has answered: its status, and what its JSON says under these names. */
export interface WebhookAnswer {
  readonly status: Integer;
  readonly text?: Text;
  readonly number?: number;
  readonly yes?: boolean;
  readonly url?: Url;
}

function readAnswer(status: number, json: unknown): WebhookAnswer {
  const text = textIn(json, "text");
  const number = valueIn(json, "number");
  const yes = valueIn(json, "yes");
  const url = webAddress(textIn(json, "url") ?? "");
  return {
    status,
    ...(text !== undefined && { text }),
    ...(typeof number === "number" && { number }),
    ...(typeof yes === "boolean" && { yes }),
    ...(url !== undefined && { url }),
  };
}

/**
 * Tells another system of the item: posts JSON with `item`, `title`, `stage`, `rule` and `data` to its address, signed as
 * Standard Webhooks says. Rules that want no answer leave the result alone. The message carries one id for all attempts, by
 * which the other system knows a repetition.
 *
 * @param url the address to post to; where it leads into a private network, `outbound.allow` has to name it
 * @param data what else to tell: `[{ name: "order", value: "42" }]`
 * @returns what was answered: `status`, and `text`, `number`, `yes` and `url` as far as the answer has them
 * @repeatable
 * @uses webhooks
 * @group Open ends
 * @example callWebhook("https://shop.example/hooks/orders", data: [{ name: "amount", value: "{amount}" }])
 */
export async function callWebhook(
  context: ActionContext,
  url: Url,
  data?: readonly WebhookValue[],
): Promise<WebhookAnswer> {
  const { item, run } = context;
  const body = {
    item: `${item.entity}/${item.id}`,
    title: item.title,
    ...(item.stage !== undefined && { stage: item.stage }),
    rule: run.rule,
    data: Object.fromEntries((data ?? []).map(({ name, value }) => [name, value])),
  };
  const { status, json } = await context.use(webhooks).call({ url, body, key: run.key }, context.signal);
  return readAnswer(status, json);
}

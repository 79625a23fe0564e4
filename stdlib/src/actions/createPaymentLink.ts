import type { ActionContext, Link } from "@onstage/runtime/actions";
import { payments } from "../providers/payments.ts";
import { itemAmount } from "../text/item-amount.ts";

/**
 * Asks the payment provider for a page on which the client can pay for the item: its title, its amount and its
 * currency, if it has them. The provider knows the request by the key of the run and answers a second one with
 * the same link.
 *
 * @returns the link to the page
 * @repeatable
 * @uses payments
 * @group Payment
 * @kind helper
 * @example let link = createPaymentLink();
 * sendEmail(link, subject: "Your invoice for {title}")
 */
export async function createPaymentLink(context: ActionContext): Promise<Link> {
  const { item, clients, run } = context;
  const client = clients[0];
  return context.use(payments).createLink(
    {
      item: `${item.entity}/${item.id}`,
      title: item.title,
      ...itemAmount(item.fields),
      ...(client && { client: { name: client.name, ...(client.email && { email: client.email }) } }),
    },
    run.key,
    context.signal,
  );
}

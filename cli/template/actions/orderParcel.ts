import { type ActionContext, PermanentError, type Text, TransientError } from "@onstage/runtime/actions";

/**
 * Orders a parcel: an action of your own. Rules call it by its name, and read what it returns.
 *
 * @param size how large it is
 * @returns its number
 * @repeatable
 * @uses parcels
 */
export async function orderParcel(
  context: ActionContext,
  size: Text = "M",
): Promise<{ readonly number: Text }> {
  const response = await context.fetch("https://parcels.example/orders", {
    method: "POST",
    headers: { "idempotency-key": context.run.key, "content-type": "application/json" },
    body: JSON.stringify({ size, reference: context.item.title }),
  });
  if (response.status === 429 || response.status >= 500)
    throw new TransientError("the parcel service is busy");
  if (!response.ok) throw new PermanentError("the parcel service refused the order");
  const answer: { readonly number: string } = await response.json();
  return { number: answer.number };
}

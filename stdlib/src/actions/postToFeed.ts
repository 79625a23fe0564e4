import type { ActionContext, Integer, Text, User } from "@onstage/runtime/actions";
import { cleanText } from "../text/clean.ts";
import { titled } from "../text/titled.ts";

/** A post about an item. */
export interface FeedPost {
  readonly id: Integer;
}

/**
 * Posts something about the item to the feed.
 *
 * @param title what it is about
 * @param text what to say
 * @param users whom it is for; everybody if left out
 * @returns the post
 * @repeatable
 * @group Employee alerts
 * @example postToFeed("We won {title}", "Thank you all")
 */
export async function postToFeed(
  context: ActionContext,
  title: Text,
  text: Text,
  users?: readonly User[],
): Promise<FeedPost> {
  const id = await context.crm.reserveActivity();
  const readers = (users ?? []).map((one) => one.id);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "feedPost",
      title: titled(title, "post"),
      text: cleanText(text),
      data: readers.length > 0 ? { for: readers } : {},
    },
  });
  return { id };
}

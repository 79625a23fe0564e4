import type { FunctionDeclaration, JSDocTag } from "ts-morph";
import { type WrongTag, wordsOf } from "./read-effects.ts";
import type { Listing, Parameter, TextLimit } from "./signatures.ts";
import { is, present } from "./types.ts";

type Report = (wrong: WrongTag) => void;

const textOf = (tag: JSDocTag | undefined): string | undefined => {
  const text = tag?.getCommentText()?.trim();
  return text === "" ? undefined : text;
};

/** The text of a tag that needs one; one without is reported. */
function needed(tag: JSDocTag | undefined, reason: string, report: Report): string | undefined {
  const text = textOf(tag);
  if (tag !== undefined && text === undefined) report({ tag, reason });
  return text;
}

/**
 * Reads the tags by which actions and events are found and explained: `@group`, `@kind helper`, `@serves`, `@returns` and
 * `@example`.
 *
 * @param report told of each tag that cannot be believed
 */
export function readListing(declaration: FunctionDeclaration, report: Report): Listing {
  const tags = declaration.getJsDocs().flatMap((doc) => doc.getTags());
  const named = (name: string) => tags.find((tag) => tag.getTagName() === name);
  const group = needed(named("group"), "it has to name a group, as in `@group Payment`", report);
  const kind = named("kind");
  const isHelper = textOf(kind) === "helper";
  if (kind !== undefined && !isHelper) report({ tag: kind, reason: "it has to be `@kind helper`" });
  const serving = named("serves");
  const serves = needed(serving, "it has to name entities, as in `@serves deals leads`", report);
  const returns = textOf(named("returns"));
  const example = needed(
    named("example"),
    'it has to show a rule, as in `@example notify(responsible, "…")`',
    report,
  );
  return {
    ...(group !== undefined && { group }),
    ...(isHelper && { helper: true }),
    ...(serving !== undefined && serves !== undefined && { serves: wordsOf(serving) }),
    ...(returns !== undefined && { returns }),
    ...(example !== undefined && { example }),
  };
}

/**
 * Reads the tags that say how long a text may be: `@limit message 200`.
 *
 * @param parameters the action's parameters, which the tags name
 * @param report told of each tag that cannot be believed
 */
export function readLimits(
  tags: readonly JSDocTag[],
  parameters: readonly Parameter[],
  report: Report,
): readonly TextLimit[] {
  return tags
    .filter((tag) => tag.getTagName() === "limit")
    .flatMap((tag) => {
      const [name, most = "", ...more] = wordsOf(tag);
      const parameter = parameters.find((one) => one.name === name);
      const type = parameter && present(parameter.type);
      const takesText =
        type !== undefined && (type.kind === "union" ? type.of : [type]).some((one) => is(one, "Text"));
      if (parameter !== undefined && takesText && /^[1-9]\d{0,5}$/.test(most) && more.length === 0) {
        return [{ parameter: parameter.name, characters: Number(most) }];
      }
      const reason =
        "it has to name a parameter that takes text, and the most characters, as in `@limit message 200`";
      report({ tag, reason });
      return [];
    });
}

import type { IParserErrorMessageProvider, TokenType } from "chevrotain";

/**
 * Chevrotain's own messages list token sequences, which no user should see. What it expected is passed on as a word
 * for `describeProblem` to make a diagnostic of.
 */
export const syntaxErrorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }: { expected: TokenType }) => expected.name,
  buildNotAllInputParsedMessage: () => "EOF",
  buildNoViableAltMessage: ({ ruleName }: { ruleName: string }) => ruleName,
  buildEarlyExitMessage: ({ ruleName }: { ruleName: string }) => ruleName,
};

import { EOF, type ParserMethod } from "chevrotain";
import { diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { anyOperator, oneOf, operators, tokenTypes as t } from "./lexer.ts";
import {
  differs,
  endsWith,
  equals,
  isEmpty,
  isNothing,
  isSet,
  minus,
  missingAt,
  not,
  notIn,
  type Operator,
  operatorOf,
  type Pending,
  present,
  push,
  reduce,
  spanOf,
  startsWith,
} from "./nodes.ts";
import { OperandGrammar, startsOperand } from "./operand-grammar.ts";
import type { Alternatives } from "./recovering-parser.ts";
import { spokenComparison } from "./spoken-comparisons.ts";
import type { Expression } from "./tree.ts";

const isPrefix = oneOf(["Not", "Minus"]);
const isOperator = oneOf(operators);
const startsOperator = oneOf([...operators, "Not", "Starts", "Ends", "Is"]);

/**
 * The grammar of expressions. It only builds the tree: no names are looked up and nothing is checked here. Rule names
 * end in a word that no member of Chevrotain's parser has.
 */
export class ExpressionGrammar extends OperandGrammar {
  /** An expression, or a hole where none begins. Operators find their operands as they come. */
  protected override expressionRule: ParserMethod<[], Expression> = this.RULE(
    "expressionRule",
    () => {
      let stack: Pending | undefined;
      if (this.mayBe(isPrefix)) {
        this.OPTION(() => {
          stack = this.SUBRULE(this.prefixRule, { ARGS: [stack] });
        });
      }
      let last: Expression = this.plain() ?? this.SUBRULE(this.operandRule);
      if (!this.mayBe(startsOperator)) return stack === undefined ? last : this.joined(stack, last);
      this.MANY(() => {
        const operator = this.plainOperator() ?? this.OR(this.operators());
        if (this.RECORDING_PHASE || operator.form !== "Presence") {
          if (!this.RECORDING_PHASE) stack = push(stack, last, operator, this.LA(0), this.report);
          if (this.mayBe(isPrefix)) {
            this.OPTION4(() => {
              stack = this.SUBRULE1(this.prefixRule, { ARGS: [stack] });
            });
          }
          last = this.plain() ?? this.SUBRULE2(this.operandRule);
        } else {
          const done = reduce(stack, last, operator.precedence, this.LA(0), this.report);
          stack = done.stack;
          last = present(done.last, operator.wanted, this.end(), operator.broken);
        }
      });
      return stack === undefined || this.RECORDING_PHASE ? last : this.joined(stack, last);
    },
    this.brokenExpression,
  );

  private joined(stack: Pending, last: Expression): Expression {
    return reduce(stack, last, 0, undefined, this.report).last;
  }

  /** An operator of one token, which most are: past the rules, as plain operands are. */
  private plainOperator(): Operator | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const sign = this.LA(1);
    const operator = isOperator(sign) ? operatorOf(sign) : undefined;
    if (operator !== undefined) this.pass();
    return operator;
  }

  private keptOperators: Alternatives<Operator> | undefined;

  /** What can stand behind an operand. */
  private operators(): Alternatives<Operator> {
    this.keptOperators ??= [
      {
        ALT: () => {
          const sign = this.CONSUME(anyOperator);
          return this.ACTION(() => operatorOf(sign));
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Not);
          this.CONSUME(t.In);
          return notIn;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Starts);
          let complete = false;
          this.OPTION1(() => {
            complete = this.CONSUME(t.With) !== undefined;
          });
          this.ACTION(() => this.needsWith(complete));
          return startsWith;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Ends);
          let complete = false;
          this.OPTION2(() => {
            complete = this.CONSUME1(t.With) !== undefined;
          });
          this.ACTION(() => this.needsWith(complete));
          return endsWith;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Is);
          return this.SUBRULE(this.presenceRule);
        },
      },
    ];
    return this.keptOperators;
  }

  private needsWith(complete: boolean): void {
    if (complete) return;
    const word = this.LA(0);
    this.report(
      diagnostic("OS1021", spanOf(word), { word: word.image, missing: "with" }, [
        insert("Write `with`", this.end(), " with"),
      ]),
    );
  }

  /** What follows `is`. */
  private presenceRule: ParserMethod<[], Operator> = this.RULE("presenceRule", () => {
    let negated = false;
    this.OPTION(() => {
      this.CONSUME(t.Not);
      negated = true;
    });
    let found: Operator = isNothing;
    this.OPTION1(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Set);
            found = negated ? isEmpty : isSet;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Empty);
            found = negated ? isSet : isEmpty;
          },
        },
      ]);
    });
    if (found === isNothing && !this.RECORDING_PHASE) return this.noPresence(negated);
    return found;
  });

  /** `source is "Web"` compares; anything else behind `is` is a mistake of its own. */
  private noPresence(negated: boolean): Operator {
    const is = negated ? this.LA(-1) : this.LA(0);
    const [first, second] = [this.LA(1), this.LA(2)];
    const isFollowed = startsOperand(second) || isPrefix(second);
    const spoken = spokenComparison(first.image, second.image, negated, isFollowed);
    if (spoken !== undefined) {
      for (let at = 0; at < spoken.words; at += 1) this.pass();
      const place = { start: is.startOffset, end: this.end() };
      const { sign, operator } = spoken;
      const fix = replace(`Write \`${sign}\``, place, sign, false);
      this.report(diagnostic("OS1022", place, { sign }, [fix]));
      return operator;
    }
    const span = { start: is.startOffset, end: this.end() };
    const compares = startsOperand(this.LA(1));
    const sign = negated ? "!=" : "==";
    const fixes = compares ? [replace(`Write \`${sign}\``, span, sign, false)] : [];
    this.report(diagnostic("OS1022", span, { sign: compares ? sign : undefined }, fixes));
    return !compares ? isNothing : negated ? differs : equals;
  }

  /** `not` and `-` before an operand. */
  private prefixRule: ParserMethod<[Pending | undefined], Pending | undefined> = this.RULE(
    "prefixRule",
    (below: Pending | undefined) => {
      let stack = below;
      this.AT_LEAST_ONE(() => {
        const sign = this.OR([{ ALT: () => this.CONSUME(t.Not) }, { ALT: () => this.CONSUME(t.Minus) }]);
        this.ACTION(() => {
          const operator = sign.tokenType === t.Not ? not : minus;
          stack = { operator, sign, left: missingAt(sign.startOffset), below: stack };
        });
      });
      return stack;
    },
  );

  /** An expression alone, as it stands in the braces of a text. */
  expressionAlone: ParserMethod<[], Expression> = this.RULE(
    "expressionAlone",
    () => {
      const value = this.SUBRULE(this.expressionRule);
      this.CONSUME(EOF);
      return value;
    },
    this.brokenExpression,
  );
}

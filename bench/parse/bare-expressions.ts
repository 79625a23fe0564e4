import { EmbeddedActionsParser, type IToken, type TokenType } from "chevrotain";
import { t, vocabulary } from "./bare-lexer.ts";

/** A node of the tree: what the compiler's has, without a type of its own. */
export type Node = Readonly<Record<string, unknown>> & { readonly start: number; readonly end: number };

const operands: readonly TokenType[] = [
  t.Number,
  t.Text,
  t.SingleText,
  t.Time,
  t.Date,
  t.DateTime,
  t.True,
  t.False,
  t.This,
  t.If,
  t.Not,
  t.Minus,
  t.Open,
  t.ListOpen,
  t.BraceOpen,
  t.Name,
];
const isOperand = ({ tokenType }: IToken): boolean =>
  operands.includes(tokenType) || tokenType.CATEGORIES?.includes(t.Name) === true;
const endOf = (token: IToken): number => token.startOffset + token.image.length;

/** Expressions as Chevrotain's own guide reads them: one rule for each precedence, a gate where `>` may end a block. */
export class BareExpressions extends EmbeddedActionsParser {
  protected depth = 0;

  protected inRules = false;

  texts: { readonly node: { parts: unknown[] }; readonly token: IToken }[] = [];

  protected start(): number {
    return this.LA(1).startOffset;
  }

  protected end(): number {
    return endOf(this.LA(0));
  }

  protected named(token: IToken): Node {
    return { kind: "Name", start: token.startOffset, end: endOf(token), text: token.image };
  }

  protected argsRule = this.RULE("argsRule", (): readonly Node[] => {
    const found: Node[] = [];
    this.CONSUME(t.Open);
    this.depth += 1;
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const start = this.start();
        let name: Node | undefined;
        this.OPTION(() => {
          name = this.named(this.CONSUME(t.Name));
          this.CONSUME(t.Colon);
        });
        const value = this.SUBRULE(this.expressionRule);
        this.ACTION(() => found.push({ kind: "Argument", start, end: this.end(), name, value }));
      },
    });
    this.depth -= 1;
    this.CONSUME(t.Close);
    return found;
  });

  protected parenthesized = this.RULE("parenthesized", (): Node => {
    const start = this.start();
    this.CONSUME(t.Open);
    this.depth += 1;
    const inner = this.SUBRULE(this.expressionRule);
    this.depth -= 1;
    this.CONSUME(t.Close);
    return { kind: "Group", start, end: this.end(), inner };
  });

  expressionRule = this.RULE(
    "expressionRule",
    (): Node =>
      this.OR([{ ALT: () => this.SUBRULE(this.choiceRule) }, { ALT: () => this.SUBRULE(this.orRule) }]),
  );

  private choiceRule = this.RULE("choiceRule", (): Node => {
    const start = this.start();
    this.CONSUME(t.If);
    const condition = this.SUBRULE(this.expressionRule);
    this.CONSUME(t.Then);
    const then = this.SUBRULE1(this.expressionRule);
    this.CONSUME(t.Else);
    const otherwise = this.SUBRULE2(this.expressionRule);
    return { kind: "If", start, end: this.end(), condition, then, otherwise };
  });

  private orRule = this.RULE("orRule", (): Node => {
    const operandList = [this.SUBRULE(this.andRule)];
    this.MANY(() => {
      this.CONSUME(t.Or);
      operandList.push(this.SUBRULE1(this.andRule));
    });
    return this.chain("Or", operandList);
  });

  private andRule = this.RULE("andRule", (): Node => {
    const operandList = [this.SUBRULE(this.notRule)];
    this.MANY(() => {
      this.CONSUME(t.And);
      operandList.push(this.SUBRULE1(this.notRule));
    });
    return this.chain("And", operandList);
  });

  private chain(kind: string, found: readonly Node[]): Node {
    const first = found[0] ?? { start: 0, end: 0 };
    return found.length === 1 ? first : { kind, start: first.start, end: this.end(), operands: found };
  }

  private notRule = this.RULE("notRule", (): Node => {
    const start = this.start();
    let count = 0;
    this.MANY(() => {
      this.CONSUME(t.Not);
      count += 1;
    });
    const operand = this.SUBRULE(this.comparisonRule);
    return count === 0 ? operand : { kind: "Not", start, end: this.end(), operand };
  });

  private comparisonRule = this.RULE("comparisonRule", (): Node => {
    const left = this.SUBRULE(this.sumRule);
    let node = left;
    this.OPTION({
      GATE: () =>
        this.LA(1).tokenType !== t.Right || this.depth > 0 || !this.inRules || isOperand(this.LA(2)),
      DEF: () => {
        node = this.OR([
          {
            ALT: () => {
              const operator = this.SUBRULE(this.comparisonSign);
              return {
                kind: "Comparison",
                operator,
                left,
                right: this.SUBRULE1(this.sumRule),
                start: left.start,
                end: this.end(),
              };
            },
          },
          {
            ALT: () => {
              let negated = false;
              this.OPTION1(() => {
                this.CONSUME(t.Not);
                negated = true;
              });
              this.CONSUME(t.In);
              const from = this.SUBRULE2(this.sumRule);
              let to: unknown;
              this.OPTION2(() => {
                this.CONSUME(t.Range);
                to = this.SUBRULE3(this.sumRule);
              });
              return {
                kind: "Test",
                operator: "in",
                negated,
                left,
                right: from,
                to,
                start: left.start,
                end: this.end(),
              };
            },
          },
          {
            ALT: () => {
              const operator = this.SUBRULE(this.testWord);
              return {
                kind: "Test",
                operator,
                left,
                right: this.SUBRULE4(this.sumRule),
                start: left.start,
                end: this.end(),
              };
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Is);
              this.OPTION3(() => this.CONSUME1(t.Not));
              const wanted = this.OR1([
                { ALT: () => this.CONSUME(t.Set) },
                { ALT: () => this.CONSUME(t.Empty) },
              ]);
              return {
                kind: "Presence",
                operand: left,
                wanted: wanted.image,
                start: left.start,
                end: this.end(),
              };
            },
          },
        ]);
      },
    });
    return node;
  });

  private comparisonSign = this.RULE(
    "comparisonSign",
    (): string =>
      this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.Differs) },
        { ALT: () => this.CONSUME(t.Left) },
        { ALT: () => this.CONSUME(t.AtMost) },
        { ALT: () => this.CONSUME(t.Right) },
        { ALT: () => this.CONSUME(t.AtLeast) },
      ]).image,
  );

  private testWord = this.RULE("testWord", (): string => {
    const word = this.OR([
      { ALT: () => this.CONSUME(t.Contains) },
      { ALT: () => this.CONSUME(t.Matches) },
      { ALT: () => this.CONSUME(t.Starts) },
      { ALT: () => this.CONSUME(t.Ends) },
    ]);
    this.OPTION(() => this.CONSUME(t.With));
    return word.image;
  });

  private sumRule = this.RULE("sumRule", (): Node => {
    let left: Node = this.SUBRULE(this.productRule);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
      const right = this.SUBRULE1(this.productRule);
      left = { kind: "Arithmetic", operator: sign.image, left, right, start: left.start, end: this.end() };
    });
    return left;
  });

  private productRule = this.RULE("productRule", (): Node => {
    let left: Node = this.SUBRULE(this.orElse);
    this.MANY(() => {
      const sign = this.OR([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.CONSUME(t.Slash) }]);
      const right = this.SUBRULE1(this.orElse);
      left = { kind: "Arithmetic", operator: sign.image, left, right, start: left.start, end: this.end() };
    });
    return left;
  });

  private orElse = this.RULE("orElse", (): Node => {
    let left: Node = this.SUBRULE(this.signedRule);
    this.MANY(() => {
      this.CONSUME(t.OrElse);
      const right = this.SUBRULE1(this.signedRule);
      left = { kind: "Arithmetic", operator: "??", left, right, start: left.start, end: this.end() };
    });
    return left;
  });

  private signedRule = this.RULE("signedRule", (): Node => {
    const start = this.start();
    let count = 0;
    this.MANY(() => {
      this.CONSUME(t.Minus);
      count += 1;
    });
    const operand = this.SUBRULE(this.primaryRule);
    return count === 0 ? operand : { kind: "Minus", start, end: this.end(), operand };
  });

  private alternatives: { ALT: () => Node }[] | undefined;

  protected primaryRule = this.RULE("primaryRule", (): Node => {
    this.alternatives ??= [
      { ALT: () => this.SUBRULE(this.numberRule) },
      { ALT: () => this.text(this.CONSUME(t.Text)) },
      { ALT: () => this.literal("Text", this.CONSUME(t.SingleText)) },
      { ALT: () => this.literal("Time", this.CONSUME(t.Time)) },
      { ALT: () => this.literal("Date", this.CONSUME(t.Date)) },
      { ALT: () => this.literal("DateTime", this.CONSUME(t.DateTime)) },
      { ALT: () => this.literal("Boolean", this.CONSUME(t.True)) },
      { ALT: () => this.literal("Boolean", this.CONSUME(t.False)) },
      { ALT: () => this.literal("This", this.CONSUME(t.This)) },
      { ALT: () => this.SUBRULE(this.parenthesized) },
      { ALT: () => this.SUBRULE(this.listRule) },
      { ALT: () => this.SUBRULE(this.recordRule) },
      { ALT: () => this.SUBRULE(this.referenceRule) },
    ];
    return this.OR(this.alternatives);
  });

  private literal(kind: string, token: IToken): Node {
    return { kind, start: token.startOffset, end: endOf(token), value: token.image };
  }

  private text(token: IToken): Node {
    const node = {
      kind: "Text",
      start: token.startOffset,
      end: endOf(token),
      parts: [token.image] as unknown[],
    };
    if (!this.RECORDING_PHASE && token.image.includes("{")) this.texts.push({ node, token });
    return node;
  }

  protected numberRule = this.RULE("numberRule", (): Node => {
    const token = this.CONSUME(t.Number);
    let unit: IToken | undefined;
    this.OPTION({
      GATE: () => {
        const { tokenType, image } = this.LA(1);
        return tokenType === t.Unit || tokenType === t.Working || /^[A-Z]{3}$/.test(image);
      },
      DEF: () => {
        this.OR([
          {
            ALT: () => {
              unit = this.CONSUME(t.Unit);
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Working);
              unit = this.CONSUME1(t.Unit);
            },
          },
          {
            IGNORE_AMBIGUITIES: true,
            ALT: () => {
              unit = this.CONSUME(t.Name);
            },
          },
        ]);
      },
    });
    return {
      kind: "Number",
      start: token.startOffset,
      end: this.end(),
      value: token.image,
      unit: unit?.image,
    };
  });

  private listRule = this.RULE("listRule", (): Node => {
    const start = this.start();
    const items: Node[] = [];
    this.CONSUME(t.ListOpen);
    this.depth += 1;
    this.MANY_SEP({ SEP: t.Comma, DEF: () => items.push(this.SUBRULE(this.expressionRule)) });
    this.depth -= 1;
    this.CONSUME(t.ListClose);
    return { kind: "List", start, end: this.end(), items };
  });

  private recordRule = this.RULE("recordRule", (): Node => {
    const start = this.start();
    const entries: Node[] = [];
    this.CONSUME(t.BraceOpen);
    this.depth += 1;
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.named(this.CONSUME(t.Name));
        this.CONSUME(t.Colon);
        const value = this.SUBRULE(this.expressionRule);
        this.ACTION(() => entries.push({ kind: "Entry", start: name.start, end: this.end(), name, value }));
      },
    });
    this.depth -= 1;
    this.CONSUME(t.BraceClose);
    return { kind: "Record", start, end: this.end(), entries };
  });

  private referenceRule = this.RULE("referenceRule", (): Node => {
    const first = this.CONSUME(t.Name);
    let args: unknown;
    const path = [this.named(first)];
    this.OPTION(() => {
      args = this.SUBRULE(this.argsRule);
    });
    this.MANY(() => {
      this.CONSUME(t.Dot);
      path.push(this.named(this.CONSUME1(t.Name)));
    });
    const kind = args === undefined ? "Reference" : "Call";
    return { kind, start: first.startOffset, end: this.end(), path, args };
  });

  constructor() {
    super(vocabulary, { maxLookahead: 2, skipValidations: true });
  }
}

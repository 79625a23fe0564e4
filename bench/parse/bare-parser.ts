import type { IToken } from "chevrotain";
import { BareExpressions, type Node } from "./bare-expressions.ts";
import { bareLexer, t } from "./bare-lexer.ts";

const holePattern = /\{\{|\{([^{}]*)\}/g;

/**
 * A parser for the language as Chevrotain's own guide makes one: embedded actions, one rule for each precedence, a gate
 * where `>` may end a block. It reads whole files, does not recover, and words no message.
 */
class BareParser extends BareExpressions {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  fileRule = this.RULE("fileRule", () => {
    const declarations: Node[] = [];
    this.MANY(() => {
      const node = this.SUBRULE(this.declaration);
      this.ACTION(() => declarations.push(node));
    });
    return declarations;
  });

  private declaration = this.RULE(
    "declaration",
    (): Node =>
      this.OR([
        {
          ALT: () => {
            this.OPTION(() => this.CONSUME(t.Disabled));
            return this.OR1([
              { ALT: () => this.SUBRULE(this.onBlock) },
              { ALT: () => this.SUBRULE(this.calendarBlock) },
            ]);
          },
        },
        { ALT: () => this.SUBRULE(this.groupRule) },
        { ALT: () => this.SUBRULE(this.constant) },
        { ALT: () => this.SUBRULE(this.func) },
        { ALT: () => this.SUBRULE(this.imported) },
      ]),
  );

  private onBlock = this.RULE("onBlock", (): Node => {
    const start = this.start();
    this.CONSUME(t.On);
    const stages: Node[] = [];
    let event: Node | undefined;
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Stage);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => stages.push(this.SUBRULE(this.quoted)) });
        },
      },
      {
        ALT: () => {
          event = this.SUBRULE(this.eventRule);
        },
      },
    ]);
    const place = this.SUBRULE(this.placeRule);
    return this.OR2([
      {
        ALT: () => {
          this.CONSUME(t.Move);
          this.CONSUME(t.To);
          const target = this.SUBRULE1(this.quoted);
          const tail: unknown[] = [];
          this.MANY(() => tail.push(this.SUBRULE(this.triggerTail)));
          return { kind: "Trigger", start, end: this.end(), event, place, target, tail };
        },
      },
      {
        ALT: () => {
          const rules = this.SUBRULE(this.bodyRule);
          return {
            kind: event === undefined ? "StageBlock" : "EventBlock",
            start,
            end: this.end(),
            stages,
            event,
            place,
            rules,
          };
        },
      },
    ]);
  });

  private triggerTail = this.RULE("triggerTail", (): unknown =>
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.When);
          return this.SUBRULE(this.expressionRule);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.As);
          return this.SUBRULE1(this.expressionRule);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Allow);
          return this.CONSUME(t.Backward);
        },
      },
    ]),
  );

  private calendarBlock = this.RULE("calendarBlock", (): Node => {
    const start = this.start();
    this.CONSUME(t.Every);
    const every: unknown[] = [];
    this.OR([
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => every.push(this.CONSUME(t.DayName)) }) },
      { ALT: () => every.push(this.CONSUME(t.Weekday)) },
      {
        ALT: () => {
          this.CONSUME(t.Working);
          every.push(this.CONSUME(t.Unit));
        },
      },
      {
        ALT: () => {
          every.push(this.CONSUME1(t.Unit));
          this.OPTION(() => {
            this.CONSUME(t.On);
            this.OR1([
              { ALT: () => every.push(this.CONSUME(t.Number)) },
              { ALT: () => every.push(this.CONSUME(t.Last), this.CONSUME2(t.Unit)) },
            ]);
          });
        },
      },
      { ALT: () => every.push(this.SUBRULE(this.numberRule)) },
    ]);
    let at: unknown;
    this.OPTION1(() => {
      this.CONSUME(t.At);
      at = this.SUBRULE(this.primaryRule);
    });
    const place = this.SUBRULE(this.placeRule);
    const rules = this.SUBRULE(this.bodyRule);
    return { kind: "CalendarBlock", start, end: this.end(), every, at, place, rules };
  });

  private groupRule = this.RULE("groupRule", (): Node => {
    const start = this.start();
    this.CONSUME(t.Rules);
    const name = this.named(this.CONSUME(t.Name));
    const parameters = this.SUBRULE(this.parameters);
    const place = this.SUBRULE(this.placeRule);
    const rules = this.SUBRULE(this.bodyRule);
    return { kind: "RuleGroup", start, end: this.end(), name, parameters, place, rules };
  });

  private constant = this.RULE("constant", (): Node => {
    const start = this.start();
    this.CONSUME(t.Const);
    const name = this.named(this.CONSUME(t.Name));
    this.CONSUME(t.Assign);
    const value = this.SUBRULE(this.expressionRule);
    return { kind: "Const", start, end: this.end(), name, value };
  });

  private func = this.RULE("func", (): Node => {
    const start = this.start();
    this.CONSUME(t.Function);
    const name = this.named(this.CONSUME(t.Name));
    const parameters = this.SUBRULE(this.parameters);
    this.CONSUME(t.Assign);
    const body = this.SUBRULE(this.expressionRule);
    return { kind: "Function", start, end: this.end(), name, parameters, body };
  });

  private imported = this.RULE("imported", (): Node => {
    const start = this.start();
    this.CONSUME(t.Import);
    this.CONSUME(t.BraceOpen);
    const names: Node[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => names.push(this.named(this.CONSUME(t.Name))) });
    this.CONSUME(t.BraceClose);
    this.CONSUME(t.From);
    const from = this.SUBRULE(this.quoted);
    return { kind: "Import", start, end: this.end(), names, from };
  });

  private parameters = this.RULE("parameters", (): readonly Node[] => {
    const found: Node[] = [];
    this.CONSUME(t.Open);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.named(this.CONSUME(t.Name));
        this.CONSUME(t.Colon);
        const type = this.SUBRULE(this.typeRule);
        found.push({ kind: "Parameter", start: name.start, end: type.end, name, type });
      },
    });
    this.CONSUME(t.Close);
    return found;
  });

  private typeRule = this.RULE("typeRule", (): Node => {
    const name = this.CONSUME(t.Name);
    let of: Node | undefined;
    this.OPTION(() => {
      this.CONSUME(t.Left);
      of = this.SUBRULE(this.typeRule);
      this.CONSUME(t.Right);
    });
    let optional = false;
    this.OPTION1(() => {
      this.CONSUME(t.Question);
      optional = true;
    });
    return {
      kind: "TypeName",
      start: name.startOffset,
      end: this.end(),
      name: this.named(name),
      of,
      optional,
    };
  });

  private eventRule = this.RULE("eventRule", (): Node => {
    const name = this.CONSUME(t.Name);
    let args: unknown;
    this.OPTION(() => {
      args = this.SUBRULE(this.argsRule);
    });
    return { kind: "Call", start: name.startOffset, end: this.end(), callee: this.named(name), args };
  });

  private quoted = this.RULE("quoted", (): Node => {
    const token = this.CONSUME(t.Text);
    return { kind: "Quoted", start: token.startOffset, end: this.end(), value: token.image.slice(1, -1) };
  });

  private placeRule = this.RULE("placeRule", (): Node => {
    const start = this.start();
    this.CONSUME(t.In);
    const entity = this.OR([
      { ALT: () => this.named(this.CONSUME(t.Name)) },
      { ALT: () => this.SUBRULE(this.quoted) },
    ]);
    let pipeline: unknown;
    this.OPTION(() => {
      this.CONSUME(t.Pipeline);
      pipeline = this.OR1([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.SUBRULE1(this.quoted) }]);
    });
    let condition: unknown;
    this.OPTION1(() => {
      this.OR2([{ ALT: () => this.CONSUME(t.When) }, { ALT: () => this.CONSUME(t.Where) }]);
      condition = this.SUBRULE(this.parenthesized);
    });
    return { kind: "Place", start, end: this.end(), entity, pipeline, condition };
  });

  private bodyRule = this.RULE("bodyRule", (): readonly Node[] => {
    const rules: Node[] = [];
    this.CONSUME(t.Left);
    this.inRules = true;
    this.MANY(() => {
      const rule = this.SUBRULE(this.ruleRule);
      this.ACTION(() => rules.push(rule));
      this.OPTION(() => this.CONSUME(t.Semicolon));
    });
    this.inRules = false;
    this.CONSUME(t.Right);
    return rules;
  });

  private ruleRule = this.RULE("ruleRule", (): Node => {
    const start = this.start();
    let label: Node | undefined;
    this.OPTION(() => {
      label = this.named(this.CONSUME(t.Name));
      this.CONSUME(t.Colon);
    });
    let binding: Node | undefined;
    this.OPTION1(() => {
      this.CONSUME(t.Let);
      binding = this.named(this.CONSUME1(t.Name));
      this.CONSUME(t.Assign);
    });
    const schedule: Node[] = [];
    this.OPTION2(() => {
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => schedule.push(this.SUBRULE(this.clauseRule)) });
    });
    this.OPTION3(() => this.CONSUME(t.Include));
    const name = this.CONSUME2(t.Name);
    const args = this.SUBRULE(this.argsRule);
    const action = { kind: "Call", start: name.startOffset, end: this.end(), callee: this.named(name), args };
    let condition: unknown;
    this.OPTION4(() => {
      this.CONSUME(t.When);
      condition = this.SUBRULE(this.expressionRule);
    });
    const modifiers: Node[] = [];
    this.MANY(() => modifiers.push(this.SUBRULE(this.modifier)));
    return { kind: "Rule", start, end: this.end(), label, binding, schedule, action, condition, modifiers };
  });

  private clauseRule = this.RULE("clauseRule", (): Node => {
    const start = this.start();
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(t.After);
          const parts: unknown[] = [];
          this.OR1([
            { ALT: () => parts.push(this.CONSUME(t.Previous)) },
            { ALT: () => parts.push(this.CONSUME(t.All), this.CONSUME1(t.Previous)) },
            { ALT: () => parts.push(this.SUBRULE(this.numberRule)) },
            { IGNORE_AMBIGUITIES: true, ALT: () => parts.push(this.named(this.CONSUME(t.Name))) },
          ]);
          this.OPTION(() => {
            this.OR2([
              { ALT: () => parts.push(this.CONSUME(t.Succeeds)) },
              { ALT: () => parts.push(this.CONSUME(t.Fails)) },
            ]);
          });
          return { kind: "After", start, end: this.end(), parts };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.At);
          const parts: unknown[] = [this.SUBRULE(this.expressionRule)];
          this.OPTION1(() => {
            this.OR3([{ ALT: () => this.CONSUME(t.Before) }, { ALT: () => this.CONSUME1(t.After) }]);
            parts.push(this.SUBRULE1(this.expressionRule));
          });
          this.OPTION2(() => {
            this.CONSUME(t.On);
            parts.push(this.SUBRULE2(this.expressionRule));
            this.OPTION3(() => {
              this.OR4([{ ALT: () => this.CONSUME1(t.Before) }, { ALT: () => this.CONSUME2(t.After) }]);
              parts.push(this.SUBRULE3(this.expressionRule));
            });
          });
          return { kind: "At", start, end: this.end(), parts };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Within);
          this.CONSUME(t.Working);
          this.CONSUME(t.Unit);
          let of: unknown;
          this.OPTION4(() => {
            this.CONSUME(t.Of);
            of = this.SUBRULE4(this.expressionRule);
          });
          return { kind: "Within", start, end: this.end(), of };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Every);
          const every = this.SUBRULE5(this.expressionRule);
          this.CONSUME(t.Up);
          this.CONSUME(t.To);
          const times = this.CONSUME(t.Number);
          this.CONSUME(t.Times);
          let until: unknown;
          this.OPTION5(() => {
            this.CONSUME(t.Until);
            until = this.SUBRULE(this.parenthesized);
          });
          return { kind: "Repeat", start, end: this.end(), every, times: times.image, until };
        },
      },
    ]);
  });

  private modifier = this.RULE("modifier", (): Node => {
    const start = this.start();
    return this.OR([
      {
        ALT: () => {
          this.CONSUME(t.As);
          return { kind: "As", start, user: this.SUBRULE(this.expressionRule), end: this.end() };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Once);
          let per: unknown;
          this.OPTION(() => {
            this.CONSUME(t.Per);
            per = this.SUBRULE1(this.expressionRule);
          });
          return { kind: "Once", start, end: this.end(), per };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Retry);
          const times = this.CONSUME(t.Number);
          this.CONSUME(t.Times);
          return { kind: "Retry", start, end: this.end(), times: times.image };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Skip);
          this.CONSUME(t.If);
          this.CONSUME(t.Late);
          return { kind: "SkipIfLate", start, end: this.end() };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Disabled);
          return { kind: "Off", start, end: this.end() };
        },
      },
    ]);
  });
}

const parser = new BareParser();

function tokensOf(text: string): IToken[] {
  const { tokens, errors } = bareLexer.tokenize(text);
  if (errors.length > 0)
    throw new Error(`The bare lexer does not know ${JSON.stringify(errors[0]?.message)}.`);
  return tokens;
}

function checkErrors(): void {
  const [error] = parser.errors;
  if (error === undefined) return;
  throw new Error(`The bare parser fails at ${error.token.startOffset}: ${error.message}`);
}

/** Reads the expressions in the braces of the texts, by the same parser. */
function readHoles(): void {
  const { texts } = parser;
  parser.texts = [];
  for (const { node, token } of texts) {
    const parts: unknown[] = [];
    let end = 0;
    for (const match of token.image.matchAll(holePattern)) {
      if (match[1] === undefined) continue;
      const [source = "", format] = match[1].split(":");
      parts.push(token.image.slice(end, match.index));
      parser.input = tokensOf(source);
      parts.push({ kind: "hole", value: parser.expressionRule(), format });
      checkErrors();
      end = match.index + match[0].length;
    }
    parts.push(token.image.slice(end));
    node.parts = parts;
  }
}

/** Reads a whole file that has no mistakes in it. */
export function bareParse(text: string): readonly Node[] {
  parser.texts = [];
  parser.input = tokensOf(text);
  const declarations = parser.fileRule();
  checkErrors();
  readHoles();
  return declarations;
}

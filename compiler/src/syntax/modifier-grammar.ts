import type { ParserMethod } from "chevrotain";
import { tokenTypes as t } from "./lexer.ts";
import { ScheduleGrammar } from "./schedule-grammar.ts";
import type { Expression, Modifier } from "./tree.ts";

/** The grammar of what is said of a rule behind its action, but for its condition. */
export abstract class ModifierGrammar extends ScheduleGrammar {
  /** `as responsible`, `once per 90 days`, `retry 5 times`, `skip if late`, `disabled` */
  protected modifierRule: ParserMethod<[], Modifier> = this.RULE(
    "modifierRule",
    (): Modifier => {
      const start = this.ACTION(() => this.LA(1).startOffset);
      return this.OR([
        {
          ALT: (): Modifier => {
            this.CONSUME(t.As);
            const user = this.SUBRULE(this.expressionRule);
            return this.ACTION((): Modifier => ({ kind: "As", start, end: this.end(), user }));
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Once);
            let per: Expression | undefined;
            this.OPTION(() => {
              this.CONSUME(t.Per);
              per = this.SUBRULE(this.durationRule);
            });
            return this.ACTION((): Modifier => {
              const end = this.end();
              return per === undefined ? { kind: "Once", start, end } : { kind: "Once", start, end, per };
            });
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Retry);
            const times = this.SUBRULE(this.timesRule);
            return this.ACTION((): Modifier => ({ kind: "Retry", start, end: this.end(), times }));
          },
        },
        {
          ALT: (): Modifier => {
            const skip = this.CONSUME(t.Skip);
            this.OPTION1(() => this.CONSUME(t.If));
            this.ACTION(() => this.needsWord(t.If, skip));
            this.OPTION2(() => this.CONSUME(t.Late));
            this.ACTION(() => this.needsWord(t.Late, skip));
            return this.ACTION((): Modifier => ({ kind: "SkipIfLate", start, end: this.end() }));
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Disabled);
            return this.ACTION((): Modifier => ({ kind: "Off", start, end: this.end() }));
          },
        },
      ]);
    },
    this.broken((): Modifier => {
      const at = this.end();
      return { kind: "SkipIfLate", start: at, end: at, broken: true };
    }),
  );
}

import { EmptyFileSystem } from "langium";
import { createServicesForGrammar } from "langium/grammar";

/** The language as a grammar of Langium: what rules of the bench are made of. Texts stay as they are. */
const grammar = `
grammar Rules
entry File: declarations+=Declaration*;
Declaration: OnBlock | CalendarBlock | GroupBlock | Constant | Func | Imported;

OnBlock: disabled?='disabled'? 'on' ('stage' stages+=STRING (',' stages+=STRING)* | event=Event) place=Place
  ('move' 'to' target=STRING tail+=TriggerTail* | '<' rules+=Rule* '>');
TriggerTail: {infer When} 'when' condition=Expression | {infer As} 'as' user=Expression | {infer Backward} 'allow' 'backward';
CalendarBlock: disabled?='disabled'? 'every' every=Recurrence ('at' at=Primary)? place=Place '<' rules+=Rule* '>';
Recurrence: days+=DayName (',' days+=DayName)* | weekday?='weekday' | 'working' unit=Unit | unit=Unit ('on' (day=NUMBER | 'last' 'day'))? | interval=NumberLiteral;
GroupBlock: 'rules' name=ID '(' (parameters+=Parameter (',' parameters+=Parameter)*)? ')' place=Place '<' rules+=Rule* '>';
Constant: 'const' name=ID '=' value=Expression;
Func: 'function' name=ID '(' (parameters+=Parameter (',' parameters+=Parameter)*)? ')' '=' body=Expression;
Imported: 'import' '{' names+=ID (',' names+=ID)* '}' 'from' source=STRING;
Parameter: name=ID ':' type=Type;
Type: name=ID ('<' of=Type '>')? optional?='?'?;
Event: callee=ID ('(' (args+=Argument (',' args+=Argument)*)? ')')?;
Place: 'in' (entity=ID | title=STRING) ('pipeline' (all?='*' | pipeline=STRING))? (('when' | 'where') '(' condition=Expression ')')?;

Rule: (label=ID ':')? ('let' binding=ID '=')? (schedule+=Clause (',' schedule+=Clause)*)? include?='include'? callee=ID
  '(' (args+=Argument (',' args+=Argument)*)? ')' ('when' condition=Expression)? modifiers+=Modifier* ';'?;
Clause:
  {infer After} 'after' (previous?='previous' | all?='all' 'previous' | delay=NumberLiteral | target=ID) outcome=('succeeds' | 'fails')? |
  {infer At} 'at' time=Expression (('before' | 'after') anchor=Expression)? ('on' day=Expression (('before' | 'after') dayAnchor=Expression)?)? |
  {infer Within} 'within' 'working' unit=Unit ('of' of=Expression)? |
  {infer Repeat} 'every' every=Expression 'up' 'to' times=NUMBER 'times' ('until' '(' until=Expression ')')?;
Modifier:
  {infer As} 'as' user=Expression | {infer Once} once?='once' ('per' per=Expression)? | {infer Retry} 'retry' times=NUMBER 'times' |
  {infer Late} late?='skip' 'if' 'late' | {infer Off} off?='disabled';
Argument: (name=ID ':')? value=Expression;

Expression: Choice | OrExpression;
Choice: 'if' condition=Expression 'then' then=Expression 'else' otherwise=Expression;
OrExpression infers Expression: AndExpression ({infer Or.left=current} 'or' right=AndExpression)*;
AndExpression infers Expression: NotExpression ({infer And.left=current} 'and' right=NotExpression)*;
NotExpression infers Expression: {infer Not} 'not' operand=NotExpression | Compared;
Compared infers Expression: Sum (
  {infer Comparison.left=current} operator=('==' | '!=' | '<' | '<=' | '>' | '>=') right=Sum |
  {infer Test.left=current} negated?='not'? 'in' right=Sum ('..' to=Sum)? |
  {infer Test.left=current} operator=('contains' | 'matches' | 'starts' | 'ends') 'with'? right=Sum |
  {infer Presence.operand=current} 'is' not?='not'? wanted=('set' | 'empty'))?;
Sum infers Expression: Product ({infer Arithmetic.left=current} operator=('+' | '-') right=Product)*;
Product infers Expression: OrElse ({infer Arithmetic.left=current} operator=('*' | '/') right=OrElse)*;
OrElse infers Expression: Signed ({infer Arithmetic.left=current} operator='??' right=Signed)*;
Signed infers Expression: {infer Minus} '-' operand=Signed | Primary;
Primary infers Expression:
  NumberLiteral | {infer Text} text=STRING | {infer Moment} moment=(DATE | TIME) | {infer Truth} truth=('true' | 'false') | {infer This} 'this' |
  {infer Group} '(' inner=Expression ')' | {infer List} '[' (items+=Expression (',' items+=Expression)*)? ']' |
  {infer Record} '{' (entries+=Entry (',' entries+=Entry)*)? '}' | Reference;
Reference: path+=ID ('(' (args+=Argument (',' args+=Argument)*)? ')')? ('.' path+=ID)*;
Entry: name=ID ':' value=Expression;
NumberLiteral: value=NUMBER (unit=Unit | working?='working' unit=Unit | currency=CURRENCY)?;
Unit returns string: 'second' | 'seconds' | 'minute' | 'minutes' | 'hour' | 'hours' | 'day' | 'days' | 'week' | 'weeks' | 'month' | 'months' | 'year' | 'years';
DayName returns string: 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

hidden terminal WS: /\\s+/;
terminal DATE returns string: /[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2})?/;
terminal TIME returns string: /[0-9]{2}:[0-9]{2}/;
terminal NUMBER returns string: /[0-9][0-9_]*(\\.[0-9]+)?/;
terminal CURRENCY returns string: /[A-Z]{3}\\b/;
terminal ID: /[A-Za-z_][A-Za-z0-9_]*/;
terminal STRING: /"(\\\\.|[^"\\\\])*"/;
hidden terminal COMMENT: /\\/\\/[^\\n\\r]*/;
`;

/** A parser that Langium makes of the grammar. It throws where a text has a mistake in it. */
export async function langiumParser(): Promise<(text: string) => object> {
  const { parser } = await createServicesForGrammar({ grammar, module: EmptyFileSystem });
  return (text) => {
    const { value, lexerErrors, parserErrors } = parser.LangiumParser.parse(text);
    const [wrong] = [...lexerErrors, ...parserErrors];
    if (wrong !== undefined) throw new Error(`Langium fails: ${wrong.message}`);
    return value;
  };
}

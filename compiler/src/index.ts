export { type CatalogEntry, type CatalogParameter, catalogGroups, catalogOf, ownGroup } from "./catalog.ts";
export type { CheckedBlock, CheckedDeclaration, CheckedExpression, CheckedRule } from "./check/checked.ts";
export { type FormatRow, formats } from "./check/formats.ts";
export { type Kind, kindNames } from "./check/kinds.ts";
export {
  type ComparisonRow,
  type ComputationRow,
  comparisons,
  computations,
  negations,
} from "./check/operators.ts";
export { type PartRow, valueParts } from "./check/parts.ts";
export { type FileOfTests, holdsOnlyTests, testsOf } from "./check/tests/index.ts";
export { type ReadByCondition, readByConditions } from "./check/tests/may-be-missing.ts";
export type * from "./check/tests/written.ts";
export { type Code, catalogue, isCode } from "./diagnostics/catalogue.ts";
export type { Diagnostic, Edit, FileDiagnostic, Fix, Severity, Witness } from "./diagnostics/diagnostic.ts";
export type { EmittedFile } from "./emit/rules.ts";
export { runningRules } from "./emit/running.ts";
export { type Shape, shapesOf } from "./emit/shapes.ts";
export { placesOf } from "./emit/writer.ts";
export { didYouMeanName } from "./near.ts";
export { blocksOf, createProgram, type Program, type ProgramFile, type Untold } from "./program.ts";
export { calendarOf, ratesOf } from "./project/calendar.ts";
export type { Config } from "./project/config.ts";
export {
  type FileBytes,
  type FileProblem,
  type Host,
  maximumFileBytes,
  type SignatureSource,
} from "./project/host.ts";
export { loadProject, type Project, type ProjectRequest } from "./project/load.ts";
export type { RulesFile } from "./project/read-rules.ts";
export { readText } from "./project/read-text.ts";
export type { CrmSchema, Entity, Field, Pipeline, Stage, User } from "./schema/format.ts";
export { readJson } from "./schema/json.ts";
export { format } from "./syntax/format.ts";
export { type Parsed, type PlacedSection, parse, type Section } from "./syntax/parse.ts";
export type * from "./syntax/test-tree.ts";
export {
  type Token,
  type TokenDefinition,
  type TokenKind,
  type TokenRole,
  testWords,
  tokenTable,
} from "./syntax/tokens.ts";
export type * from "./syntax/tree.ts";
export {
  type ActionEffects,
  type ActionSignature,
  isSignatureSet,
  noSignatures,
  type Parameter,
  type SignatureKind,
  type SignatureSet,
  type TriggerSignature,
} from "./types/signatures.ts";
export { describeType, printType, type Type } from "./types/types.ts";

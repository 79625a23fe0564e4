import {
  type FunctionDeclaration,
  type JSDoc,
  ModuleKind,
  ModuleResolutionKind,
  Node,
  type ParameterDeclaration,
  Project,
  ScriptTarget,
  type SourceFile,
  type TypeNode,
  ts,
} from "ts-morph";
import { readEffects, readNames, tagProblem, type WrongTag } from "./read-effects.ts";
import { readLimits, readListing } from "./read-listing.ts";
import { fixedNumbers, oneOfRecords, ownName, readType } from "./read-type.ts";
import {
  type ActionSignature,
  noSignatures,
  type Parameter,
  type SignatureKind,
  type SignatureProblem,
  type SignatureSet,
  type TriggerSignature,
} from "./signatures.ts";
import { optional, type Type } from "./types.ts";

/** A file to read, and what emitted code imports its functions from. */
export interface SignatureFile {
  readonly path: string;
  readonly module: string;
  /** The path as people know it. */
  readonly shown: string;
  /** What its exported functions are; actions if left out. */
  readonly holds?: SignatureKind;
}

function descriptionOf(docs: readonly JSDoc[]): string | undefined {
  const text = docs
    .map((doc) => doc.getDescription().trim())
    .join("\n")
    .trim();
  return text === "" ? undefined : text;
}

function parameterText(docs: readonly JSDoc[], name: string): string | undefined {
  for (const tag of docs.flatMap((doc) => doc.getTags())) {
    if (Node.isJSDocParameterTag(tag) && tag.getName() === name) {
      return tag.getCommentText()?.replace(/^-\s*/, "").trim();
    }
  }
  return undefined;
}

/** Whether a function takes an action's context first: that is what makes it an action. */
function takesContext(declaration: FunctionDeclaration): boolean {
  const [first] = declaration.getParameters();
  return /\bActionContext\b/.test(first?.getTypeNode()?.getText() ?? "");
}

const nameOf = (declaration: FunctionDeclaration): string => declaration.getName() ?? "default";

function typeText(parameter: ParameterDeclaration): string {
  return parameter.getTypeNode()?.getText() ?? parameter.getType().getText(parameter);
}

/** The name of the parameter that says which field a value of the type FieldValue is for. */
function fieldBefore(
  parameter: ParameterDeclaration,
  all: readonly ParameterDeclaration[],
): string | undefined {
  const before = all.slice(0, all.indexOf(parameter));
  return before.findLast((one) => ownName(one.getType().getNonNullableType()) === "Field")?.getName();
}

/** Types that only parameters have: what fits them depends on the item, or on the parameters before them. */
const parameterTypes: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["Field", { kind: "fieldName" }],
  ["EntityName", { kind: "entityName" }],
  ["Pipeline", { kind: "pipelineName" }],
  ["NewFields", { kind: "fieldValues", use: "new" }],
  ["Fields", { kind: "fieldValues", use: "set" }],
  ["Where", { kind: "fieldValues", use: "where" }],
]);

/** The type of a parameter: the name of a field, a value for it, or any type that values have. */
function parameterType(
  parameter: ParameterDeclaration,
  all: readonly ParameterDeclaration[],
): Type | undefined {
  const own = ownName(parameter.getType().getNonNullableType());
  const known = own === undefined ? undefined : parameterTypes.get(own);
  if (known !== undefined) return known;
  if (own !== "FieldValue") return readType(parameter.getType(), parameter);
  const of = fieldBefore(parameter, all);
  return of === undefined ? undefined : { kind: "fieldValue", of };
}

/** Whether the type of a parameter names what is missing: a `?` alone says no more than that it can be left out. */
function saysMissing(parameter: ParameterDeclaration): boolean {
  const type = parameter.getTypeNode();
  if (type === undefined) return false;
  const isMissing = (one: TypeNode): boolean => one.getText() === "undefined" || one.getText() === "null";
  return Node.isUnionTypeNode(type) && type.getTypeNodes().some(isMissing);
}

/** The parameters behind the first one, which is the context of an action, or what an event brings with it. */
function readParameters(
  declaration: FunctionDeclaration,
  what: SignatureKind,
  file: string,
  problems: SignatureProblem[],
): readonly Parameter[] {
  const docs = declaration.getJsDocs();
  const parameters = declaration.getParameters().slice(1);
  return parameters.flatMap((parameter): readonly Parameter[] => {
    const read = parameterType(parameter, parameters);
    const fixed = read === undefined ? [] : fixedNumbers(parameter.getType(), parameter);
    const name = parameter.getName();
    if (read === undefined || fixed.length > 0) {
      const type = fixed.length > 0 ? fixed.join(" | ") : typeText(parameter);
      problems.push({
        file,
        start: parameter.getStart(),
        end: parameter.getEnd(),
        problem: { kind: "parameter", what, name: nameOf(declaration), parameter: name, type },
      });
      return [];
    }
    const isOptional = parameter.isOptional() || read.kind === "optional";
    const description = parameterText(docs, name);
    const initial = parameter.getInitializer()?.getText();
    const type = read.kind === "optional" ? read.of : read;
    return [
      {
        name,
        type,
        optional: isOptional,
        ...(saysMissing(parameter) && { takesMissing: true }),
        ...(initial !== undefined && { default: initial }),
        ...(description === undefined ? {} : { description }),
      },
    ];
  });
}

function readResult(declaration: FunctionDeclaration, file: string, problems: SignatureProblem[]): Type {
  const returned = declaration.getReturnType();
  const awaited = returned.getSymbol()?.getName() === "Promise" ? returned.getTypeArguments()[0] : returned;
  const read = awaited === undefined ? undefined : readType(awaited, declaration);
  if (read !== undefined) return oneOfRecords(read) ?? read;
  const place = declaration.getReturnTypeNode() ?? declaration.getNameNode() ?? declaration;
  const type = returned.getText(declaration);
  problems.push({
    file,
    start: place.getStart(),
    end: place.getEnd(),
    problem: { kind: "result", action: nameOf(declaration), type },
  });
  return { kind: "unknown" };
}

/** What actions and events are both known by. */
function readPlace(declaration: FunctionDeclaration, file: SignatureFile) {
  const description = descriptionOf(declaration.getJsDocs());
  return {
    name: nameOf(declaration),
    module: file.module,
    file: file.shown,
    line: declaration.getStartLineNumber(),
    ...(description === undefined ? {} : { description }),
  };
}

function readAction(
  declaration: FunctionDeclaration,
  file: SignatureFile,
  problems: SignatureProblem[],
): ActionSignature {
  const tags = declaration.getJsDocs().flatMap((doc) => doc.getTags());
  const parameters = readParameters(declaration, "action", file.shown, problems);
  const report = (wrong: WrongTag) => problems.push(tagProblem(nameOf(declaration), file.shown, wrong));
  const uses = readNames("uses", tags, report);
  const awaits = readNames("awaits", tags, report);
  const limits = readLimits(tags, parameters, report);
  return {
    ...readPlace(declaration, file),
    parameters,
    result: readResult(declaration, file.shown, problems),
    repeatable: tags.some((tag) => tag.getTagName() === "repeatable"),
    ...(uses.length > 0 && { uses }),
    ...(awaits.length > 0 && { awaits }),
    effects: readEffects(declaration, parameters, report),
    ...(limits.length > 0 && { limits }),
    listing: readListing(declaration, report),
  };
}

/** What comes from outside may lack anything, whatever its type says. */
function fromOutside(type: Type): Type {
  if (type.kind !== "record") return type;
  const fields = Object.entries(type.fields).map(([name, of]) => {
    const part = of.kind === "optional" ? of.of : of;
    return [name, optional(fromOutside(part))] as const;
  });
  return { ...type, fields: Object.fromEntries(fields) };
}

function readPayload(declaration: FunctionDeclaration, file: string, problems: SignatureProblem[]): Type {
  const [first] = declaration.getParameters();
  const read = first && readType(first.getType(), first);
  if (read?.kind === "record") return fromOutside(read);
  const place = first ?? declaration.getNameNode() ?? declaration;
  const type = first === undefined ? "" : typeText(first);
  problems.push({
    file,
    start: place.getStart(),
    end: place.getEnd(),
    problem: { kind: "payload", event: nameOf(declaration), type },
  });
  return { kind: "unknown" };
}

function readTrigger(
  declaration: FunctionDeclaration,
  file: SignatureFile,
  problems: SignatureProblem[],
): TriggerSignature {
  const answer = declaration.getReturnType();
  if (!answer.isBoolean() && !answer.isBooleanLiteral()) {
    const place = declaration.getReturnTypeNode() ?? declaration.getNameNode() ?? declaration;
    const problem = {
      kind: "answer",
      event: nameOf(declaration),
      type: answer.getText(declaration),
    } as const;
    problems.push({ file: file.shown, start: place.getStart(), end: place.getEnd(), problem });
  }
  return {
    ...readPlace(declaration, file),
    payload: readPayload(declaration, file.shown, problems),
    parameters: readParameters(declaration, "event", file.shown, problems),
    listing: readListing(declaration, (wrong) =>
      problems.push(tagProblem(nameOf(declaration), file.shown, wrong)),
    ),
  };
}

/** Mistakes of syntax, which TypeScript keeps on the file without any type checking. */
function syntaxProblems(source: SourceFile, file: string): readonly SignatureProblem[] {
  const node: ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] } =
    source.compilerNode;
  return (node.parseDiagnostics ?? []).slice(0, 1).map((found) => ({
    file,
    start: found.start,
    end: found.start + Math.max(1, found.length),
    problem: { kind: "syntax", reason: ts.flattenDiagnosticMessageText(found.messageText, " ") },
  }));
}

function readActions(exported: readonly FunctionDeclaration[], file: SignatureFile): SignatureSet {
  const problems: SignatureProblem[] = [];
  const actions = exported.filter(takesContext).map((declaration) => readAction(declaration, file, problems));
  if (actions.length === 0) {
    const [first] = exported;
    const name = first?.getName();
    problems.push({
      file: file.shown,
      start: first?.getStart() ?? 0,
      end: first?.getNameNode()?.getEnd() ?? 0,
      problem: name === undefined ? { kind: "none", what: "action" } : { kind: "context", action: name },
    });
  }
  return { actions, triggers: [], problems };
}

function readTriggers(exported: readonly FunctionDeclaration[], file: SignatureFile): SignatureSet {
  const problems: SignatureProblem[] = [];
  const named = exported.filter((declaration) => declaration.getName() !== undefined);
  const triggers = named.map((declaration) => readTrigger(declaration, file, problems));
  if (triggers.length === 0) {
    problems.push({ file: file.shown, start: 0, end: 0, problem: { kind: "none", what: "event" } });
  }
  return { actions: [], triggers, problems };
}

function readFile(project: Project, file: SignatureFile): SignatureSet {
  const source = project.addSourceFileAtPath(file.path);
  const broken = syntaxProblems(source, file.shown);
  if (broken.length > 0) return { ...noSignatures, problems: broken };
  const exported = source.getFunctions().filter((declaration) => declaration.isExported());
  return file.holds === "event" ? readTriggers(exported, file) : readActions(exported, file);
}

/**
 * Reads the signatures of actions and events from their TypeScript, without running any of it. Loading this module loads
 * ts-morph, which takes about a third of a second: only a changed file is worth it.
 *
 * @param files files that exist; in files of actions, exported functions whose first parameter is `ActionContext` are
 *   actions; in files of events, every exported function is one
 * @param packages where to find the types of packages that may not be installed beside the files, by their name
 */
export function readSignatures(
  files: readonly SignatureFile[],
  packages: Readonly<Record<string, readonly string[]>> = {},
): SignatureSet {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      strict: true,
      target: ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      module: ModuleKind.NodeNext,
      moduleResolution: ModuleResolutionKind.NodeNext,
      paths: Object.fromEntries(Object.entries(packages).map(([name, places]) => [name, [...places]])),
      allowImportingTsExtensions: true,
      noEmit: true,
      types: [],
      skipLibCheck: true,
    },
  });
  const sets = files.map((file) => readFile(project, file));
  return {
    actions: sets.flatMap((set) => set.actions),
    triggers: sets.flatMap((set) => set.triggers),
    problems: sets.flatMap((set) => set.problems),
  };
}

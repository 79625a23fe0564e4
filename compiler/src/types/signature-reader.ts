import {
  type FunctionDeclaration,
  type JSDoc,
  ModuleKind,
  ModuleResolutionKind,
  Node,
  Project,
  ScriptTarget,
  type SourceFile,
  SymbolFlags,
  type Type as TsType,
  ts,
} from "ts-morph";
import type { ActionSignature, Parameter, SignatureProblem, SignatureSet } from "./signatures.ts";
import { optional, type PlainTypeName, plain, type Type } from "./types.ts";

/** A file to read, and what emitted code imports its actions from. */
export interface ActionFile {
  readonly path: string;
  readonly module: string;
  /** The path as people know it. */
  readonly shown: string;
}

/** Names that types have in TypeScript, by what they are in rules. */
const namedTypes: ReadonlyMap<string, PlainTypeName> = new Map(
  Object.entries({
    Text: "Text",
    Email: "Email",
    Phone: "Phone",
    Url: "Url",
    CalendarDate: "Date",
    DateTime: "DateTime",
    Stage: "Stage",
    Integer: "Integer",
    Money: "Money",
    User: "User",
  } as const),
);

const maximumDepth = 5;

function fromType(type: TsType, at: Node, depth = 0): Type | undefined {
  if (depth > maximumDepth) return undefined;
  const alias = type.getAliasSymbol()?.getName() ?? type.getSymbol()?.getName();
  const named = alias === undefined ? undefined : namedTypes.get(alias);
  if (named !== undefined) return plain(named);
  if (type.isUnion() && !type.isBoolean()) return fromUnion(type, at, depth);
  if (type.isString() || type.isStringLiteral()) return plain("Text");
  if (type.isNumber() || type.isNumberLiteral()) return plain("Number");
  if (type.isBoolean() || type.isBooleanLiteral()) return plain("Boolean");
  if (type.isVoid() || type.isUndefined()) return { kind: "nothing" };
  const element = type.getArrayElementType();
  if (element !== undefined) {
    const of = fromType(element, at, depth + 1);
    return of && { kind: "list", of };
  }
  if (type.isIntersection()) return undefined;
  return type.isObject() && type.getCallSignatures().length === 0 ? fromObject(type, at, depth) : undefined;
}

function fromUnion(type: TsType, at: Node, depth: number): Type | undefined {
  const members = type.getUnionTypes().filter((one) => !one.isUndefined() && !one.isNull());
  const missing = members.length < type.getUnionTypes().length;
  const booleans = members.filter((one) => one.isBooleanLiteral());
  const others = members.filter((one) => !one.isBooleanLiteral()).map((one) => fromType(one, at, depth + 1));
  const types = [...others, ...(booleans.length > 0 ? [plain("Boolean")] : [])];
  const known = types.filter((one) => one !== undefined);
  const [first] = known;
  if (known.length < types.length || first === undefined) return undefined;
  const distinct = known.filter(
    (one, index) => known.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  );
  const of: Type = distinct.length === 1 ? first : { kind: "union", of: distinct };
  return missing ? optional(of) : of;
}

function fromObject(type: TsType, at: Node, depth: number): Type | undefined {
  const fields: Record<string, Type> = {};
  for (const property of type.getProperties()) {
    const field = fromType(property.getTypeAtLocation(at), at, depth + 1);
    if (field === undefined) return undefined;
    fields[property.getName()] = property.hasFlags(SymbolFlags.Optional) ? optional(field) : field;
  }
  const name = type.getAliasSymbol()?.getName() ?? type.getSymbol()?.getName();
  const isNamed = name !== undefined && !name.startsWith("__");
  return { kind: "record", ...(isNamed ? { name } : {}), fields };
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

function readParameters(
  declaration: FunctionDeclaration,
  file: string,
  problems: SignatureProblem[],
): readonly Parameter[] {
  const docs = declaration.getJsDocs();
  return declaration
    .getParameters()
    .slice(1)
    .flatMap((parameter): readonly Parameter[] => {
      const read = fromType(parameter.getType(), parameter);
      const name = parameter.getName();
      if (read === undefined) {
        const type = parameter.getTypeNode()?.getText() ?? parameter.getType().getText(parameter);
        const action = declaration.getName() ?? "default";
        problems.push({
          file,
          start: parameter.getStart(),
          end: parameter.getEnd(),
          problem: { kind: "parameter", action, parameter: name, type },
        });
        return [];
      }
      const isOptional = parameter.isOptional() || read.kind === "optional";
      const description = parameterText(docs, name);
      const type = read.kind === "optional" ? read.of : read;
      return [{ name, type, optional: isOptional, ...(description === undefined ? {} : { description }) }];
    });
}

function readResult(declaration: FunctionDeclaration, file: string, problems: SignatureProblem[]): Type {
  const returned = declaration.getReturnType();
  const awaited = returned.getSymbol()?.getName() === "Promise" ? returned.getTypeArguments()[0] : returned;
  const read = awaited === undefined ? undefined : fromType(awaited, declaration);
  if (read !== undefined) return read;
  const place = declaration.getReturnTypeNode() ?? declaration.getNameNode() ?? declaration;
  const action = declaration.getName() ?? "default";
  const type = returned.getText(declaration);
  problems.push({
    file,
    start: place.getStart(),
    end: place.getEnd(),
    problem: { kind: "result", action, type },
  });
  return { kind: "unknown" };
}

function readAction(
  declaration: FunctionDeclaration,
  file: ActionFile,
  problems: SignatureProblem[],
): ActionSignature {
  const docs = declaration.getJsDocs();
  const description = descriptionOf(docs);
  return {
    name: declaration.getName() ?? "default",
    module: file.module,
    file: file.shown,
    line: declaration.getStartLineNumber(),
    ...(description === undefined ? {} : { description }),
    parameters: readParameters(declaration, file.shown, problems),
    result: readResult(declaration, file.shown, problems),
    repeatable: docs.some((doc) => doc.getTags().some((tag) => tag.getTagName() === "repeatable")),
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

function readFile(project: Project, file: ActionFile): SignatureSet {
  const source = project.addSourceFileAtPath(file.path);
  const broken = syntaxProblems(source, file.shown);
  if (broken.length > 0) return { actions: [], problems: broken };
  const problems: SignatureProblem[] = [];
  const exported = source.getFunctions().filter((declaration) => declaration.isExported());
  const actions = exported.filter(takesContext).map((declaration) => readAction(declaration, file, problems));
  if (actions.length === 0) {
    const [first] = exported;
    const name = first?.getName();
    problems.push({
      file: file.shown,
      start: first?.getStart() ?? 0,
      end: first?.getNameNode()?.getEnd() ?? 0,
      problem: name === undefined ? { kind: "none" } : { kind: "context", action: name },
    });
  }
  return { actions, problems };
}

/**
 * Reads the signatures of actions from their TypeScript, without running any of it. Loading this module loads
 * ts-morph, which takes about a third of a second: only a changed action file is worth it.
 *
 * @param files files that exist; exported functions whose first parameter is `ActionContext` are actions
 * @param packages where to find the types of packages that may not be installed beside the files, by their name
 */
export function readSignatures(
  files: readonly ActionFile[],
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
  return { actions: sets.flatMap((set) => set.actions), problems: sets.flatMap((set) => set.problems) };
}

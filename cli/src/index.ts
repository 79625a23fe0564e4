export { colorsFor } from "./output/colors.ts";
export { timelineStyle } from "./output/timeline-style.ts";
export { writeBuild } from "./project/bundle.ts";
export { loadRules } from "./project/load-rules.ts";
export { openProgram } from "./project/open.ts";
export { librarySignatures } from "./project/packages.ts";
export { UsageError } from "./usage-error.ts";
export { buildProject, printBuildFindings } from "./verbs/build.ts";
export { reloadFrom } from "./verbs/serve.ts";

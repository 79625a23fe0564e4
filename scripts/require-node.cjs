// Plain old syntax on purpose: it must parse on any Node, to be able to say which one is needed.
"use strict";
var needed = 24;
var major = Number(process.versions.node.split(".")[0]);
if (major < needed) {
  process.stderr.write(
    "Onstage runs on Node " +
      needed +
      ", and this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n" +
      "`npm ci` installs Node " +
      needed +
      " into node_modules by the package `node`; here that did not happen, because\n" +
      "install scripts are switched off or this platform (" +
      process.platform +
      " " +
      process.arch +
      ") has no such package.\n" +
      "Install Node " +
      needed +
      " yourself, or run `npm ci` again with install scripts allowed.\n",
  );
  process.exit(2);
}

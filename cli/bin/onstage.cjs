#!/usr/bin/env node
// Plain old syntax on purpose: it must parse on any Node, to be able to say which one is needed.
"use strict";
var needed = 24;
var major = Number(process.versions.node.split(".")[0]);
if (major < needed) {
  process.stderr.write(
    "onstage needs Node " +
      needed +
      " or newer, and this is Node " +
      process.versions.node +
      ".\n" +
      "Install Node " +
      needed +
      ", or add it to your project with: npm install --save-dev node@" +
      needed +
      "\n",
  );
  process.exit(2);
}
var path = require("node:path");
var fs = require("node:fs");
var url = require("node:url");
var main = path.join(__dirname, "..", "dist", "bundle", "main.js");
if (!fs.existsSync(main)) {
  process.stderr.write("onstage is not built yet. Run: npm run build\n");
  process.exit(2);
}
require("node:module").enableCompileCache();
import(url.pathToFileURL(main).href);

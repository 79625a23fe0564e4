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
// What ends within seconds has no use for the compiler that optimizes most: it would take a sixth of the processor time of
// `check` on 10,000 rules, and give less than that back. What stays (`serve`, `dev`, `lsp`, `--watch`) keeps it.
var brief = ["check", "build", "fmt", "explain", "simulate", "init"];
if (brief.indexOf(process.argv[2]) !== -1 && process.argv.indexOf("--watch") === -1) {
  require("node:v8").setFlagsFromString("--no-turbofan");
  // Nearly all that is made of a project stays: room for new things grows at once, so that it is moved less often.
  require("node:v8").setFlagsFromString("--semi-space-growth-factor=8");
}
require("node:module").enableCompileCache();
import(url.pathToFileURL(main).href);

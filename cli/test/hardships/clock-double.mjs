// Loaded before the service, in each of its threads: its clock is that of the machine and what a file says, in milliseconds.
import { readFileSync } from "node:fs";

const file = process.env.CLOCK_DOUBLE;
const Real = Date;
const realNow = Date.now;
const offset = () => Number(readFileSync(file, "utf8"));
Date.now = () => realNow() + offset();
globalThis.Date = class extends Real {
  constructor(...args) {
    if (args.length === 0) super(Real.now());
    else super(...args);
  }
};

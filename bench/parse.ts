import { parse } from "@onstage/compiler";
import type { Bench, Row } from "./kit/bench.ts";
import { median, percentile, rounded } from "./kit/statistics.ts";
import { bareParse } from "./parse/bare-parser.ts";
import { langiumParser } from "./parse/langium.ts";
import { peakOfParse } from "./parse/peak.ts";
import { rulesText } from "./parse/text.ts";

const blocks = 5_000;
const rounds = 10;
/** Langium takes long, and is warm after as many. */
const langiumRounds = 4;
const largeBlocks = 100_000;
const edits = 200;
const editedBlocks = 1_430;

/** Milliseconds that something takes. */
function timed(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** Milliseconds from a change of one letter to the sections of the whole file. */
function editTimes(): readonly number[] {
  let parsed = parse(rulesText(editedBlocks));
  return Array.from({ length: edits }, (_, index) => {
    const at = parsed.text.indexOf("link", (index * 7_919) % (parsed.text.length - 500));
    const text = `${parsed.text.slice(0, at)}x${parsed.text.slice(at)}`;
    const before = performance.now();
    parsed = parse(text, parsed);
    return performance.now() - before;
  }).slice(edits / 4);
}

/** How long it takes to make a tree of a text. */
export const parseBench: Bench = {
  about: `${blocks} blocks of six lines, beside a bare Chevrotain parser of the same grammar and Langium`,
  run: async () => {
    const text = rulesText(blocks);
    const lines = text.split("\n").length;
    const langium = await langiumParser();
    const found = { ours: [] as number[], bare: [] as number[], langium: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      found.ours.push(timed(() => parse(text)));
      found.bare.push(timed(() => bareParse(text)));
      if (round < langiumRounds) found.langium.push(timed(() => langium(text)));
    }
    const { diagnostics } = parse(text);
    if (diagnostics.length > 0)
      throw new Error(`The rules of the bench are wrong: ${diagnostics[0]?.message}`);
    // Other programs may have the processor in a round: the quickest counts.
    const ours = Math.min(...found.ours);
    const bare = Math.min(...found.bare);
    const peer = Math.min(...found.langium);
    const perEdit = editTimes();
    const large = peakOfParse(largeBlocks);
    const small = peakOfParse(largeBlocks / 10);
    const perSecond = (ms: number): string =>
      `${Math.round((lines / ms) * 1000).toLocaleString("en")} lines/s`;
    const row = (name: string, ms: number): Row => [
      name,
      `${ms.toFixed(0)} ms`,
      perSecond(ms),
      (ms / bare).toFixed(2),
    ];
    return {
      columns: ["text to tree, warm", "time", "speed", "of bare Chevrotain"],
      rows: [
        row("ours", ours),
        row("bare Chevrotain", bare),
        row("Langium", peer),
        [
          `an edit in ${(editedBlocks * 7).toLocaleString("en")} lines, p50 and p95`,
          `${median(perEdit).toFixed(2)} and ${percentile(perEdit, 0.95).toFixed(2)} ms`,
          "",
          "",
        ],
        [
          `${largeBlocks.toLocaleString("en")} blocks, a whole process`,
          `${large.ms.toFixed(0)} ms`,
          `${large.mb.toFixed(0)} MB at most`,
          "",
        ],
      ],
      figures: {
        ours: rounded(ours),
        peer: rounded(bare),
        ratio: rounded(ours / bare),
        langium: rounded(peer),
        langiumRatio: rounded(peer / ours),
        linesPerSecond: Math.round((lines / ours) * 1000),
        editP50Ms: rounded(median(perEdit)),
        editP95Ms: rounded(percentile(perEdit, 0.95)),
        largeMs: rounded(large.ms),
        largePeakMb: rounded(large.mb),
        timesLongerForTenTimesAsMuch: rounded(large.ms / small.ms),
        rounds,
      },
    };
  },
};

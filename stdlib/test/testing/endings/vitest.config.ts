import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["onstage-source"] },
  ssr: { resolve: { conditions: ["onstage-source"] } },
  test: {
    root: import.meta.dirname,
    include: ["*.ending.ts"],
    setupFiles: [path.resolve(import.meta.dirname, "../../../src/testing/vitest/index.ts")],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["onstage-source"] },
  ssr: { resolve: { conditions: ["onstage-source"] } },
  test: {
    include: ["*/test/**/*.test.ts", "examples/*/tests/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

/** What `check --format` takes. */
export const checkFormats = ["pretty", "json", "sarif", "github"] as const;
/** What `simulate --format` takes. */
export const simulateFormats = ["pretty", "json"] as const;

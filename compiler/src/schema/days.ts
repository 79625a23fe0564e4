/** Whether a text is a day that exists: `2026-02-28`, and not `2026-02-30`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // A day too many rolls over into the next month.
  return !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text);
}

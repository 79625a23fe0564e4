/** Variables that are for the service alone: who holds its token may do everything. */
const own: ReadonlySet<string> = new Set(["ONSTAGE_TOKEN", "ONSTAGE_ALERT_URL", "ONSTAGE_ALERT_SECRET"]);

/**
 * The environment of a thread that runs the code of a build: providers find their settings in it, and nothing that
 * opens the service itself.
 *
 * @param environment `process.env`
 */
export function workerEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.has(name.toUpperCase())));
}

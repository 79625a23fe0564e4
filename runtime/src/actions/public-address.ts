/**
 * The address at which people open a path of the service.
 *
 * @param base where they reach the service; a path that it has stays before that of the service
 * @param path begins with `/`; what it asks for may stand behind it
 */
export function publicAddress({ origin, pathname }: URL, path: string): string {
  const folder = pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  return `${origin}${folder}${path}`;
}

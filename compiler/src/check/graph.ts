interface Visit<T> {
  readonly node: T;
  readonly next: Iterator<T>;
  index: number;
  low: number;
}

/**
 * Groups nodes that lead to each other in circles; all others stand alone. What a group leads to comes before it. Any
 * depth goes: nothing here calls itself.
 *
 * @param nodes where to start, in the order that decides between equals
 * @param next what a node leads to
 */
export function circlesOf<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): readonly (readonly T[])[] {
  const found: T[][] = [];
  const visits = new Map<T, Visit<T>>();
  /** Nodes whose group is not known yet, in the order in which they were met. */
  const waiting: T[] = [];
  const open = new Set<T>();
  const path: Visit<T>[] = [];
  const enter = (node: T): void => {
    const visit = { node, next: next(node)[Symbol.iterator](), index: visits.size, low: visits.size };
    visits.set(node, visit);
    waiting.push(node);
    open.add(node);
    path.push(visit);
  };
  const leave = (visit: Visit<T>): void => {
    path.pop();
    const above = path[path.length - 1];
    if (above !== undefined) above.low = Math.min(above.low, visit.low);
    if (visit.low < visit.index) return;
    const group = waiting.splice(waiting.lastIndexOf(visit.node));
    for (const node of group) open.delete(node);
    found.push(group);
  };
  for (const start of nodes) {
    if (visits.has(start)) continue;
    enter(start);
    for (let visit = path[path.length - 1]; visit !== undefined; visit = path[path.length - 1]) {
      const step = visit.next.next();
      if (step.done === true) leave(visit);
      else {
        const other = visits.get(step.value);
        if (other === undefined) enter(step.value);
        else if (open.has(step.value)) visit.low = Math.min(visit.low, other.index);
      }
    }
  }
  return found;
}

/**
 * The shortest way round in a group of `circlesOf`: from its first node back to that, both ends named. Undefined where
 * the node stands alone and does not lead to itself.
 */
export function circleIn<T>(group: readonly T[], next: (node: T) => Iterable<T>): readonly T[] | undefined {
  const [start] = group;
  if (start === undefined) return undefined;
  const inside = new Set(group);
  const cameFrom = new Map<T, T>();
  const waiting: T[] = [start];
  for (const node of waiting) {
    for (const one of next(node)) {
      if (one === start) {
        const back: T[] = [start];
        for (let at: T = node; at !== start; at = cameFrom.get(at) ?? start) back.push(at);
        return [start, ...back.toReversed()];
      }
      if (cameFrom.has(one) || !inside.has(one)) continue;
      cameFrom.set(one, node);
      waiting.push(one);
    }
  }
  return undefined;
}

/** Calendars and zones of the world. The library is named here only; the rest of the runtime takes it from here. */
export { Temporal } from "temporal-polyfill";

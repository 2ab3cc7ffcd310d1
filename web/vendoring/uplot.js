// The chart of the wallboard; the page loads it when it is shown. Its types: web/static/vendor/uplot.d.ts.
export { default } from "uplot";

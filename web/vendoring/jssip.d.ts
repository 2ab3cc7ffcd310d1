// The types of jssip.js beside this file; tsc reads them, browsers never do.
export * from "jssip";
export { default } from "jssip";

// The browser phone's SIP stack; a page loads it only when a browser phone is used.
export { default } from "jssip";

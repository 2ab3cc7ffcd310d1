// The types of jssip.js beside this file; tsc reads them, browsers never do.
import * as JsSIP from "jssip";

export type { UA } from "jssip";
export type { RTCSession } from "jssip/lib/RTCSession";
export default JsSIP;

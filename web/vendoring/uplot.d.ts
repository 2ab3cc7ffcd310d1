// The types of uplot.js beside this file; tsc reads them, browsers never do.
import uPlot from "uplot";

export default uPlot;

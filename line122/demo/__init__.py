"""The demo: everything runs, citizens call, operators answer, and one looks on."""

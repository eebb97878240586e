"""The demo pack: made-up customers, meters and readings, and labelled calls of theirs."""

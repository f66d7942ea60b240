"""The parts of a page: what extraction finds them by, in either script, for any site."""

"""Suggestions: what is typed, completed; what finds nothing, corrected. Pinyin serves here alone.

titles, names, places, words of each part --gathering--> merged --book--> shelves: as written, by sound
what is typed --typed--> entries --suggester--> suggestions, each counted in the index
a query that finds nothing --corrections--> queries that find more
"""

from search.suggest.answers import Correction, Suggestion
from search.suggest.kinds import KINDS
from search.suggest.suggester import MAX_SUGGESTIONS, Suggester

__all__ = ["KINDS", "MAX_SUGGESTIONS", "Correction", "Suggester", "Suggestion"]

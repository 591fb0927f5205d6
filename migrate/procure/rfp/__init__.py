"""A request for proposals (⑨): terms, chapters, papers, workbooks, and what it proves."""

"""Words: the glossary, spellings of one word, the terms that a name is made of. Names of schemas, not of people."""

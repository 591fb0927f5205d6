"""A filled-in questionnaire, read back: sheets and questions are found by what they say, not by where they are."""

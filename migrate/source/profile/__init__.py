"""The profile of data files: what their columns hold, streamed, without showing a person's values."""
